package ai.miosa.spring.session.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOutput;

/**
 * One stream of a command's output, written on the event loop and read by user code.
 */
final class OutputInputStream extends InputStream {

	private final ReadWindow window;

	private final Consumer<SessionOutput> unread;

	/**
	 * Held by the reader, even while it waits.
	 */
	private final ReentrantLock reading = new ReentrantLock();

	/**
	 * Never held while bytes are copied, so that the event loop does not wait for the
	 * copy.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final AtomicInteger available = new AtomicInteger();

	private Queue<Piece> arrived = new ArrayDeque<>(0);

	private Queue<Piece> taken = new ArrayDeque<>(0);

	private volatile boolean closed;

	private boolean emptied;

	private boolean ended;

	private @Nullable Throwable failure;

	OutputInputStream(ReadWindow window, Consumer<SessionOutput> unread) {
		this.window = window;
		this.unread = unread;
	}

	void put(SessionOutput output) {
		Piece piece = new Piece(output, ReadWindow.cost(output));
		this.lock.lock();
		try {
			if (this.emptied) {
				capture(piece);
				return;
			}
			this.available.addAndGet(output.size());
			if (this.arrived.isEmpty()) {
				this.changed.signalAll();
			}
			this.arrived.add(piece);
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
		lockInterruptibly(this.reading);
		try {
			if (!awaitOutput()) {
				return -1;
			}
			int read = 0;
			int cost = 0;
			while (read < length && !this.taken.isEmpty()) {
				ByteBuffer data = this.taken.element().output().data();
				int part = Math.min(data.remaining(), length - read);
				data.get(bytes, offset + read, part);
				read += part;
				if (!data.hasRemaining()) {
					cost += this.taken.remove().cost();
				}
			}
			this.available.addAndGet(-read);
			this.window.remove(cost);
			return read;
		}
		finally {
			this.reading.unlock();
		}
	}

	private static void lockInterruptibly(Lock lock) throws InterruptedIOException {
		try {
			lock.lockInterruptibly();
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
		checkOpen();
		if (!this.taken.isEmpty()) {
			return true;
		}
		lockInterruptibly(this.lock);
		try {
			while (this.arrived.isEmpty() && !this.ended && !this.closed) {
				this.changed.await();
			}
			checkOpen();
			take();
			if (this.taken.isEmpty() && this.failure != null) {
				throw new IOException(this.failure.getMessage(), this.failure);
			}
			return !this.taken.isEmpty();
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkOpen() throws IOException {
		if (this.closed) {
			throw new IOException("The stream is closed");
		}
	}

	/**
	 * Take all that has arrived. Called with both locks, after everything taken before
	 * was read.
	 */
	private void take() {
		Queue<Piece> empty = this.taken;
		this.taken = this.arrived;
		this.arrived = empty;
	}

	@Override
	public int available() {
		return (this.closed) ? 0 : this.available.get();
	}

	/**
	 * Close the stream. Output that has not been read, or has yet to arrive, is captured.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		// A waiting reader releases it immediately
		this.reading.lock();
		try {
			captureTaken();
			this.lock.lock();
			try {
				take();
				captureTaken();
				this.emptied = true;
			}
			finally {
				this.lock.unlock();
			}
		}
		finally {
			this.reading.unlock();
		}
	}

	private void captureTaken() {
		while (!this.taken.isEmpty()) {
			capture(this.taken.remove());
		}
	}

	private void capture(Piece piece) {
		this.unread.accept(piece.output());
		this.window.remove(piece.cost());
	}

	/**
	 * Output, and its cost before any of it was read.
	 *
	 * @param output the output
	 * @param cost the cost that the window has counted
	 */
	private record Piece(SessionOutput output, int cost) {
	}

}
