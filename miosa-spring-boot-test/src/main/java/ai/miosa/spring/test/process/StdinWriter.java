package ai.miosa.spring.test.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Writes to a process outside the event loop and reports when it falls behind. Uses a
 * thread only while there is data to write.
 */
public final class StdinWriter {

	private static final int HIGH = 256 * 1024;

	private static final byte[] END = new byte[0];

	private final Deque<byte[]> queue = new ArrayDeque<>();

	private final OutputStream stdin;

	private final Executor executor;

	/**
	 * Is notified when the amount of unwritten data crosses the threshold, in either
	 * direction.
	 */
	private final Consumer<Boolean> backlog;

	private long queued;

	private boolean draining;

	private boolean abandoned;

	public StdinWriter(OutputStream stdin, Executor executor, Consumer<Boolean> backlog) {
		this.stdin = stdin;
		this.executor = executor;
		this.backlog = backlog;
	}

	public void write(byte[] bytes) {
		if (bytes.length > 0) {
			add(bytes);
		}
	}

	public void end() {
		add(END);
	}

	// Drop unwritten data and close: the process has ended
	public synchronized void abandon() {
		this.queue.clear();
		this.queued = 0;
		add(END);
		this.abandoned = true;
		this.backlog.accept(false);
	}

	private synchronized void add(byte[] bytes) {
		if (this.abandoned) {
			return;
		}
		this.queue.add(bytes);
		this.queued += bytes.length;
		if (this.queued > HIGH) {
			this.backlog.accept(true);
		}
		if (!this.draining) {
			this.draining = true;
			try {
				this.executor.execute(this::drain);
			}
			catch (RejectedExecutionException ex) {
				// The computer has been closed, and its processes have ended
			}
		}
	}

	private void drain() {
		for (byte[] bytes = next(); bytes != null; bytes = next()) {
			try {
				if (bytes == END) {
					this.stdin.close();
				}
				else {
					this.stdin.write(bytes);
					this.stdin.flush();
				}
			}
			catch (IOException ex) {
				// The process no longer reads; data sent to it is lost
			}
			written(bytes.length);
		}
	}

	private synchronized byte @Nullable [] next() {
		byte[] bytes = this.queue.poll();
		this.draining = bytes != null;
		return bytes;
	}

	private synchronized void written(int length) {
		boolean behind = this.queued > HIGH;
		this.queued -= length;
		if (behind && this.queued <= HIGH) {
			this.backlog.accept(false);
		}
	}

}
