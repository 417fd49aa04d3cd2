package ai.miosa.spring.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * One output stream of a command, filled by the container's thread and read by the
 * caller's. The two share a queue for one producer and one consumer and no lock, so that
 * neither waits for the other while there is output and room.
 */
final class OutputInputStream extends InputStream {

	private static final int QUEUE_LINK = 32;

	/**
	 * A reader that has got this much since it last had to wait is in the middle of a
	 * burst of output: to be woken takes longer than the next frame.
	 */
	private static final int BURST = 16 * 1024;

	/**
	 * How often a reader in a burst lets other threads run before it waits to be woken,
	 * some twenty microseconds on an idle machine.
	 */
	private static final int YIELDS = 50;

	private final FlowGate gate;

	private final OutputCapture unread;

	private final Queue<ByteBuffer> queue = Queues.<ByteBuffer>unbounded(QUEUE_LINK).get();

	private final ReentrantLock readLock = new ReentrantLock();

	private @Nullable ByteBuffer head;

	private int headCost;

	private long burst;

	private volatile @Nullable Thread waiting;

	private volatile boolean closed;

	private volatile boolean ended;

	private @Nullable Throwable failure;

	OutputInputStream(FlowGate gate, OutputCapture unread) {
		this.gate = gate;
		this.unread = unread;
	}

	/**
	 * Add bytes that the gate has let in.
	 * @param data the bytes
	 */
	void put(ByteBuffer data) {
		this.queue.add(data);
		wake();
		if (this.closed) {
			drain();
		}
	}

	void end(@Nullable Throwable failure) {
		this.failure = failure;
		this.ended = true;
		wake();
	}

	private void wake() {
		// The reader says that it waits and then looks at the queue: here it is the
		// other way round
		VarHandle.fullFence();
		LockSupport.unpark(this.waiting);
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		this.readLock.lock();
		try {
			int read = 0;
			for (ByteBuffer data = awaitHead(); data != null && read < length; data = nextHead()) {
				int part = Math.min(data.remaining(), length - read);
				data.get(bytes, offset + read, part);
				read += part;
				if (data.hasRemaining()) {
					break;
				}
				removeHead();
			}
			this.burst += read;
			return (read > 0) ? read : -1;
		}
		finally {
			this.readLock.unlock();
			if (this.closed) {
				drain();
			}
		}
	}

	private @Nullable ByteBuffer awaitHead() throws IOException {
		while (true) {
			if (this.closed) {
				throw new IOException("The stream is closed");
			}
			boolean ended = this.ended;
			ByteBuffer data = nextHead();
			if (data != null) {
				return data;
			}
			if (ended) {
				if (this.failure != null) {
					throw new IOException(this.failure.getMessage(), this.failure);
				}
				return null;
			}
			await();
		}
	}

	private void await() throws IOException {
		for (int i = 0; this.burst >= BURST && i < YIELDS && nothingNew(); i++) {
			Thread.yield();
		}
		this.burst = 0;
		this.waiting = Thread.currentThread();
		if (nothingNew()) {
			LockSupport.park(this);
		}
		this.waiting = null;
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedIOException("Interrupted while waiting for output");
		}
	}

	private boolean nothingNew() {
		return this.queue.isEmpty() && !this.ended && !this.closed;
	}

	private @Nullable ByteBuffer nextHead() {
		if (this.head == null) {
			this.head = this.queue.poll();
			this.headCost = (this.head != null) ? FlowGate.cost(this.head) : 0;
		}
		return this.head;
	}

	private void removeHead() {
		this.head = null;
		this.gate.leave(this.headCost);
	}

	@Override
	public int available() {
		if (!this.readLock.tryLock()) {
			return 0; // another thread reads
		}
		try {
			ByteBuffer data = nextHead();
			return (data != null) ? data.remaining() : 0;
		}
		finally {
			this.readLock.unlock();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		wake();
		drain();
	}

	/**
	 * Move what will not be read into the capture. A reader that is still there does it
	 * when it leaves.
	 */
	private void drain() {
		while ((this.head != null || !this.queue.isEmpty()) && this.readLock.tryLock()) {
			try {
				for (ByteBuffer data = nextHead(); data != null; data = nextHead()) {
					this.unread.add(data);
					removeHead();
				}
			}
			finally {
				this.readLock.unlock();
			}
		}
	}

}
