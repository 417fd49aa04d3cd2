package ai.miosa.spring.session.client;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * Checks that the peer of a session is alive: a silent peer is pinged, and if it stays
 * silent, the session ends. Used only on the connection's event loop; never blocks.
 * <p>
 * Silence is counted in checks rather than by the clock: no check runs while the process
 * is suspended, so that the peer is always pinged before it is declared dead. Silence is
 * not counted while either side applies back-pressure, or after this side has closed its
 * output and cannot send a ping.
 * <p>
 * Nothing is sent while output arrives or is buffered: a server that has sent everything
 * and closed its socket answers further data with a TCP reset, which discards output that
 * is in transit.
 */
final class Heartbeat {

	/**
	 * The number of checks within the shorter of the interval and the timeout.
	 */
	private static final int CHECKS = 4;

	private static final long SHORTEST_CHECK = TimeUnit.MILLISECONDS.toNanos(10);

	private final WebSocketConnection connection;

	private final BooleanSupplier suspended;

	private final Runnable onSilence;

	private final long checkInterval;

	private final long checksToPing;

	private final long checksToLoss;

	/**
	 * Initially set, because the first check may run early.
	 */
	private boolean received = true;

	private long silentChecks;

	private long checksSincePing;

	Heartbeat(WebSocketConnection connection, Duration interval, Duration timeout, BooleanSupplier suspended,
			Runnable onSilence) {
		this.connection = connection;
		this.suspended = suspended;
		this.onSilence = onSilence;
		long shorter = TimeUnit.NANOSECONDS.convert((interval.compareTo(timeout) < 0) ? interval : timeout);
		this.checkInterval = Math.max(SHORTEST_CHECK, shorter / CHECKS);
		this.checksToLoss = checks(timeout);
		// Always ping before declaring the peer dead
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
			// A separate task, whose failure does not affect other checks
			eventLoop().execute(this.onSilence);
		}
		else if (this.silentChecks >= this.checksToPing && this.checksSincePing >= this.checksToPing) {
			this.checksSincePing = 0;
			this.connection.ping();
		}
	}

	private boolean isExcused() {
		return this.suspended.getAsBoolean() || this.connection.isOutputClosed() || !this.connection.isWritable();
	}

}
