package ai.miosa.spring.session.output;

import java.util.concurrent.atomic.AtomicLong;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * The bound on output that waits for its reader: beyond it the socket is not read, so
 * that it fills and the computer waits too. No thread waits with it.
 */
public final class ReadLimit {

	/**
	 * Above this the socket is not read.
	 */
	static final int HIGH = 256 * 1024;

	/**
	 * Below this it is read again.
	 */
	static final int LOW = HIGH / 2;

	/**
	 * What a piece takes beside its bytes: without it, output that comes in single bytes
	 * would take a hundred times the memory.
	 */
	private static final int OVERHEAD = 96;

	private final WebSocketConnection connection;

	private final AtomicLong waiting = new AtomicLong();

	private volatile boolean holding;

	/**
	 * Create a limit.
	 * @param connection the connection to read or not to read
	 */
	public ReadLimit(WebSocketConnection connection) {
		this.connection = connection;
	}

	/**
	 * Return whether reading is suspended.
	 * @return whether the computer is held back
	 */
	public boolean isHolding() {
		return this.holding;
	}

	/**
	 * Account for output that waits from now on. Called on the event loop.
	 */
	void add(SessionOutput output) {
		if (this.waiting.addAndGet(cost(output)) >= HIGH && !this.holding) {
			this.holding = true;
			this.connection.setReading(false);
			// The reader may have taken all in between, and not have seen that it is held
			release();
		}
	}

	/**
	 * Account for output that waits no more. Called by any thread.
	 */
	void remove(int cost) {
		if (this.waiting.addAndGet(-cost) <= LOW && this.holding) {
			this.connection.execute(this::release);
		}
	}

	private void release() {
		if (this.holding && this.waiting.get() <= LOW) {
			this.holding = false;
			this.connection.setReading(true);
		}
	}

	static int cost(SessionOutput output) {
		return output.size() + OVERHEAD;
	}

}
