package ai.miosa.spring.session;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Knows when a session's peer last gave a sign of life and when it was last asked for
 * one. Times are those of {@link System#nanoTime()}.
 */
final class SessionPulse {

	private volatile long lastSignOfLife = System.nanoTime();

	private volatile long lastPing = this.lastSignOfLife;

	private volatile long lastSent = this.lastSignOfLife;

	private volatile boolean unconfirmed;

	private volatile boolean receiving;

	private final AtomicBoolean pinging = new AtomicBoolean();

	void receiving() {
		this.receiving = true;
		signOfLife();
	}

	void received() {
		this.receiving = false;
		signOfLife();
	}

	/**
	 * Return whether a message is being handled: while the reader holds the computer
	 * back, silence means nothing, for nothing is read.
	 * @return whether the reading thread is busy
	 */
	boolean isReceiving() {
		return this.receiving;
	}

	void signOfLife() {
		this.lastSignOfLife = System.nanoTime();
	}

	long silence() {
		return System.nanoTime() - this.lastSignOfLife;
	}

	void sent() {
		this.lastSent = System.nanoTime();
		this.unconfirmed = true;
	}

	/**
	 * Return whether the peer may not have taken all that was sent, so that a ping could
	 * find the socket's buffer full and block.
	 * @return whether a ping may block
	 */
	boolean mayBlock() {
		return this.unconfirmed;
	}

	long sincePing() {
		return System.nanoTime() - this.lastPing;
	}

	boolean beginPing() {
		if (this.pinging.compareAndSet(false, true)) {
			this.lastPing = System.nanoTime();
			return true;
		}
		return false;
	}

	void endPing() {
		this.pinging.set(false);
	}

	void pong() {
		signOfLife();
		if (this.lastPing - this.lastSent > 0) {
			this.unconfirmed = false;
		}
	}

}
