package ai.miosa.spring.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * One output stream of a command, filled by the container's thread and read by the
 * caller's.
 */
final class OutputInputStream extends InputStream {

	private final FlowGate gate;

	private final OutputCapture unread;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<ByteBuffer> buffers = new ArrayDeque<>();

	private int headCost;

	private boolean ended;

	private boolean closed;

	private @Nullable Throwable failure;

	OutputInputStream(FlowGate gate, OutputCapture unread) {
		this.gate = gate;
		this.unread = unread;
	}

	/**
	 * Add bytes that the gate has let in.
	 * @param data the bytes
	 * @param cost what it takes, in bytes
	 */
	void put(ByteBuffer data, int cost) {
		this.lock.lock();
		try {
			if (this.closed) {
				this.unread.add(data);
				this.gate.leave(cost);
				return;
			}
			if (this.buffers.isEmpty()) {
				this.headCost = cost;
			}
			this.buffers.add(data);
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	void end(@Nullable Throwable failure) {
		this.lock.lock();
		try {
			this.ended = true;
			this.failure = failure;
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
		if (length == 0) {
			return 0;
		}
		this.lock.lock();
		try {
			ByteBuffer head = awaitHead();
			int read = 0;
			while (head != null && read < length) {
				int part = Math.min(head.remaining(), length - read);
				head.get(bytes, offset + read, part);
				read += part;
				if (!head.hasRemaining()) {
					head = removeHead();
				}
			}
			return (read > 0) ? read : -1;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable ByteBuffer awaitHead() throws IOException {
		while (true) {
			if (this.closed) {
				throw new IOException("The stream is closed");
			}
			ByteBuffer head = this.buffers.peek();
			if (head != null || this.ended) {
				if (head == null && this.failure != null) {
					throw new IOException(this.failure.getMessage(), this.failure);
				}
				return head;
			}
			try {
				this.changed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("Interrupted while waiting for output");
			}
		}
	}

	private @Nullable ByteBuffer removeHead() {
		this.buffers.remove();
		this.gate.leave(this.headCost);
		ByteBuffer head = this.buffers.peek();
		this.headCost = (head != null) ? FlowGate.cost(head) : 0;
		return head;
	}

	@Override
	public int available() {
		this.lock.lock();
		try {
			return this.buffers.stream().mapToInt(ByteBuffer::remaining).sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			for (ByteBuffer head = this.buffers.peek(); head != null;) {
				this.unread.add(head);
				head = removeHead();
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
