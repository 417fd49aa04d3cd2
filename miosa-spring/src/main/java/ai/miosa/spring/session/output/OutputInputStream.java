package ai.miosa.spring.session.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * One stream of a command's output, written on the event loop and read by user code.
 */
final class OutputInputStream extends InputStream {

	private static final SessionOutput END = new SessionOutput(SessionStream.STDOUT, ByteBuffer.allocate(0));

	private final ReadWindow window;

	private final Consumer<SessionOutput> unread;

	/**
	 * Held by the reader, even while it waits.
	 */
	private final ReentrantLock reading = new ReentrantLock();

	private final BlockingQueue<SessionOutput> arrived = new LinkedBlockingQueue<>();

	private final AtomicInteger available = new AtomicInteger();

	/**
	 * The output that is read next. Used with the lock held.
	 */
	private @Nullable SessionOutput next;

	private volatile boolean closed;

	private volatile @Nullable Throwable failure;

	OutputInputStream(ReadWindow window, Consumer<SessionOutput> unread) {
		this.window = window;
		this.unread = unread;
	}

	void put(SessionOutput output) {
		this.available.addAndGet(output.size());
		this.arrived.add(output);
		if (this.closed) {
			captureRest();
		}
	}

	void end(@Nullable Throwable failure) {
		this.failure = failure;
		this.arrived.add(END);
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
		try {
			this.reading.lockInterruptibly();
			try {
				return (awaitNext() != END) ? readArrived(bytes, offset, length) : -1;
			}
			finally {
				this.reading.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for output");
		}
	}

	private SessionOutput awaitNext() throws IOException, InterruptedException {
		checkOpen();
		SessionOutput next = this.next;
		if (next == null) {
			next = this.arrived.take();
			this.next = next;
			checkOpen();
		}
		Throwable failure = this.failure;
		if (next == END && failure != null) {
			throw new IOException(failure.getMessage(), failure);
		}
		return next;
	}

	private int readArrived(byte[] bytes, int offset, int length) {
		int read = 0;
		int cost = 0;
		while (read < length && this.next != null && this.next != END) {
			ByteBuffer data = this.next.data();
			int part = Math.min(data.remaining(), length - read);
			data.get(bytes, offset + read, part);
			read += part;
			if (!data.hasRemaining()) {
				cost += ReadWindow.OVERHEAD;
				this.next = this.arrived.poll();
			}
		}
		this.available.addAndGet(-read);
		this.window.remove(read + cost);
		return read;
	}

	private void checkOpen() throws IOException {
		if (this.closed) {
			throw new IOException("The stream is closed");
		}
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
		this.closed = true;
		// A waiting reader releases the lock immediately
		this.arrived.add(END);
		captureRest();
	}

	private void captureRest() {
		this.reading.lock();
		try {
			if (this.next == null) {
				this.next = this.arrived.poll();
			}
			while (this.next != null) {
				capture(this.next);
				this.next = this.arrived.poll();
			}
		}
		finally {
			this.reading.unlock();
		}
	}

	private void capture(SessionOutput output) {
		if (output != END) {
			int cost = ReadWindow.cost(output);
			this.unread.accept(output);
			this.window.remove(cost);
		}
	}

}
