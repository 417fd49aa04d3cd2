package ai.miosa.spring.session.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOutput;

/**
 * One output stream of a command, filled on the event loop and read by the caller.
 */
final class OutputInputStream extends InputStream {

	private final ReadLimit limit;

	private final OutputCapture unread;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<SessionOutput> queue = new ArrayDeque<>(0);

	private int headCost;

	private boolean closed;

	private boolean ended;

	private @Nullable Throwable failure;

	OutputInputStream(ReadLimit limit, OutputCapture unread) {
		this.limit = limit;
		this.unread = unread;
	}

	/**
	 * Add output that the limit has accounted for.
	 */
	void put(SessionOutput output) {
		this.lock.lock();
		try {
			if (this.closed) {
				this.limit.remove(ReadLimit.cost(output));
				this.unread.add(output.data());
				return;
			}
			if (this.queue.isEmpty()) {
				this.headCost = ReadLimit.cost(output);
				this.changed.signalAll();
			}
			this.queue.add(output);
		}
		finally {
			this.lock.unlock();
		}
	}

	void end(@Nullable Throwable failure) {
		this.lock.lock();
		try {
			this.failure = failure;
			this.ended = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		lockInterruptibly();
		try {
			if (!awaitOutput()) {
				return -1;
			}
			int read = 0;
			while (read < length && !this.queue.isEmpty()) {
				ByteBuffer data = this.queue.element().data();
				int part = Math.min(data.remaining(), length - read);
				data.get(bytes, offset + read, part);
				read += part;
				if (!data.hasRemaining()) {
					removeHead();
				}
			}
			return read;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lockInterruptibly() throws InterruptedIOException {
		try {
			this.lock.lockInterruptibly();
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	private static InterruptedIOException interrupted() {
		Thread.currentThread().interrupt();
		return new InterruptedIOException("Interrupted while waiting for output");
	}

	/**
	 * Wait for output.
	 * @return whether there is any, or the end of the stream
	 */
	private boolean awaitOutput() throws IOException {
		while (this.queue.isEmpty() && !this.ended && !this.closed) {
			try {
				this.changed.await();
			}
			catch (InterruptedException ex) {
				throw interrupted();
			}
		}
		if (this.closed) {
			throw new IOException("The stream is closed");
		}
		if (!this.queue.isEmpty()) {
			return true;
		}
		if (this.failure != null) {
			throw new IOException(this.failure.getMessage(), this.failure);
		}
		return false;
	}

	private void removeHead() {
		this.queue.remove();
		this.limit.remove(this.headCost);
		SessionOutput next = this.queue.peek();
		this.headCost = (next != null) ? ReadLimit.cost(next) : 0;
	}

	@Override
	public int available() {
		this.lock.lock();
		try {
			return this.queue.stream().mapToInt(SessionOutput::size).sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Read no more: what has not been read, and what is still to come, is captured.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			while (!this.queue.isEmpty()) {
				this.unread.add(this.queue.element().data());
				removeHead();
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
