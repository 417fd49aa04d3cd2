package ai.miosa.spring.session;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Knows when a session's peer last gave a sign of life and when it was last asked for
 * one. Times are those of {@link System#nanoTime()}.
 */
final class SessionPulse {

	private volatile long lastSignOfLife = System.nanoTime();

	private volatile long lastPing = this.lastSignOfLife;

	private volatile long lastSent = this.lastSignOfLife;

	private volatile boolean unconfirmed;

	private final AtomicBoolean pinging = new AtomicBoolean();

	// What is written for each message costs neither a fence nor a look at the clock

	private final AtomicReference<@Nullable Thread> receiver = new AtomicReference<>();

	private final AtomicLong received = new AtomicLong();

	private long receivedAtLastLook;

	void receiving() {
		this.receiver.lazySet(Thread.currentThread());
	}

	void received() {
		this.received.lazySet(this.received.get() + 1);
		this.receiver.lazySet(null);
	}

	/**
	 * Return whether this thread handles a message.
	 * @return whether this thread is the one that reads
	 */
	boolean isReceiver() {
		return this.receiver.get() == Thread.currentThread();
	}

	/**
	 * Look for messages that have come since the last look, or one that is being handled:
	 * while the reader holds the computer back, silence means nothing, for nothing is
	 * read. Called by one thread.
	 */
	void look() {
		long received = this.received.get();
		if (received != this.receivedAtLastLook || this.receiver.get() != null) {
			this.receivedAtLastLook = received;
			signOfLife();
		}
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
