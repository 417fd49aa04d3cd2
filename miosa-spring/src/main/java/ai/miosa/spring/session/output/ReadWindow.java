package ai.miosa.spring.session.output;

import java.util.concurrent.atomic.AtomicLong;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * Limits the output that is buffered for its reader: beyond the limit the socket is not
 * read, which applies back-pressure to the computer without blocking a thread.
 */
public final class ReadWindow {

	/**
	 * The number of bytes from which the socket is not read.
	 */
	static final int HIGH = 256 * 1024;

	/**
	 * The number of bytes up to which it is read again.
	 */
	static final int LOW = HIGH / 2;

	/**
	 * The memory of a piece in addition to its bytes. Without it, output in pieces of one
	 * byte could take a hundred times the limit.
	 */
	static final int OVERHEAD = 96;

	private final WebSocketConnection connection;

	private final AtomicLong waiting = new AtomicLong();

	private volatile boolean closed;

	/**
	 * Create a window.
	 * @param connection the connection to suspend and resume
	 */
	public ReadWindow(WebSocketConnection connection) {
		this.connection = connection;
	}

	/**
	 * Return whether reading is suspended.
	 * @return whether back-pressure is applied
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Count output that is buffered from now on. Called on the event loop.
	 * @return the cost to {@link #remove} once the output has been read
	 */
	int add(SessionOutput output) {
		return add(output.size());
	}

	/**
	 * Count another object that is buffered from now on. Called on the event loop.
	 * @param bytes its size
	 * @return the cost to {@link #remove} once it has been handled
	 */
	public int add(int bytes) {
		int cost = bytes + OVERHEAD;
		if (this.waiting.addAndGet(cost) >= HIGH && !this.closed) {
			this.closed = true;
			this.connection.setReading(false);
			// The reader may have read everything before it saw the closed window
			open();
		}
		return cost;
	}

	/**
	 * Stop counting what is no longer buffered. Called by any thread.
	 * @param cost its cost
	 */
	public void remove(int cost) {
		if (this.waiting.addAndGet(-cost) <= LOW && this.closed) {
			this.connection.execute(this::open);
		}
	}

	private void open() {
		if (this.closed && this.waiting.get() <= LOW) {
			this.closed = false;
			this.connection.setReading(true);
		}
	}

	static int cost(SessionOutput output) {
		return output.size() + OVERHEAD;
	}

}
