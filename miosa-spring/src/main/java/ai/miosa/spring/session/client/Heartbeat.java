package ai.miosa.spring.session.client;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * The check that the peer of one session is alive: a silent one is sent a ping, and one
 * that stays silent ends the session. Used on the connection's event loop alone; never
 * waits.
 * <p>
 * Silence is counted in checks and not by the clock: while the process is stopped no
 * check runs, so that the peer is asked first and judged later. It does not count while
 * either side holds the other back, nor after this side has closed its output, since no
 * ping can be sent then.
 * <p>
 * Nothing is sent while output arrives or waits to be read: a server that has sent all
 * and closed its socket answers whatever it still receives with a TCP reset, and that
 * destroys output which is under way.
 */
final class Heartbeat {

	/**
	 * How often to check, as a part of the shorter time.
	 */
	private static final int CHECKS = 4;

	private static final long SHORTEST_CHECK = TimeUnit.MILLISECONDS.toNanos(10);

	private final WebSocketConnection connection;

	private final BooleanSupplier heldBack;

	private final Runnable onSilence;

	private final long checkInterval;

	private final long checksToPing;

	private final long checksToLoss;

	/**
	 * The first check may come soon, and does not count.
	 */
	private boolean received = true;

	private long silentChecks;

	private long checksSincePing;

	Heartbeat(WebSocketConnection connection, Duration interval, Duration timeout, BooleanSupplier heldBack,
			Runnable onSilence) {
		this.connection = connection;
		this.heldBack = heldBack;
		this.onSilence = onSilence;
		long shorter = TimeUnit.NANOSECONDS.convert((interval.compareTo(timeout) < 0) ? interval : timeout);
		this.checkInterval = Math.max(SHORTEST_CHECK, shorter / CHECKS);
		this.checksToLoss = checks(timeout);
		// No peer is lost that was not asked
		this.checksToPing = Math.min(checks(interval), this.checksToLoss);
	}

	private long checks(Duration duration) {
		return 1 + (TimeUnit.NANOSECONDS.convert(duration) - 1) / this.checkInterval;
	}

	ScheduledExecutorService eventLoop() {
		return this.connection.eventLoop();
	}

	/**
	 * Return the time between two checks in nanoseconds.
	 */
	long checkInterval() {
		return this.checkInterval;
	}

	/**
	 * Take note of a sign of life.
	 */
	void received() {
		this.received = true;
	}

	void check() {
		this.checksSincePing++;
		if (this.received || isExcused()) {
			this.received = false;
			this.silentChecks = 0;
			return;
		}
		this.silentChecks++;
		if (this.silentChecks > this.checksToLoss) {
			// A task of its own: what it calls may fail, and others are yet to be checked
			eventLoop().execute(this.onSilence);
		}
		else if (this.silentChecks >= this.checksToPing && this.checksSincePing >= this.checksToPing) {
			this.checksSincePing = 0;
			this.connection.ping();
		}
	}

	private boolean isExcused() {
		return this.heldBack.getAsBoolean() || this.connection.isOutputClosed() || !this.connection.isWritable();
	}

}
