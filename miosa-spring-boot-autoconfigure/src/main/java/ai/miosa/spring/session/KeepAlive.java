package ai.miosa.spring.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Pings the silent peers of all sessions of a client and ends the sessions whose peer
 * stays silent, with one thread for all.
 * <p>
 * Nothing is sent while output arrives or waits to be read: a server that has sent all
 * and closed its socket answers whatever it still receives with a TCP reset, and that
 * destroys output which is under way.
 */
final class KeepAlive {

	/**
	 * How often sessions are looked at, as a part of the shorter time.
	 */
	private static final int LOOKS = 4;

	private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(10);

	private static final int NO_STATUS = 1005;

	private final long interval;

	private final long timeout;

	private final Executor executor;

	private final Set<DefaultMiosaSession> sessions = ConcurrentHashMap.newKeySet();

	KeepAlive(Duration interval, Duration timeout, Executor executor) {
		this.interval = interval.toNanos();
		this.timeout = timeout.toNanos();
		this.executor = executor;
	}

	void start(ScheduledExecutorService scheduler) {
		long period = Math.max(SHORTEST_LOOK, Math.min(this.interval, this.timeout) / LOOKS);
		scheduler.scheduleWithFixedDelay(() -> this.sessions.forEach(this::lookAt), period, period,
				TimeUnit.NANOSECONDS);
	}

	void add(DefaultMiosaSession session) {
		this.sessions.add(session);
	}

	void remove(DefaultMiosaSession session) {
		this.sessions.remove(session);
	}

	void closeAll() {
		this.sessions.forEach(DefaultMiosaSession::close);
	}

	private void lookAt(DefaultMiosaSession session) {
		SessionPulse pulse = session.getPulse();
		SessionChannel channel = session.getChannel();
		pulse.look();
		if (channel.isSending()) {
			// Held back by the computer, which is not dead
			pulse.signOfLife();
		}
		if (channel.isOutputClosed()) {
			lookAtHalfClosed(session);
		}
		else if (pulse.silence() >= this.interval && pulse.sincePing() >= this.interval && pulse.beginPing()) {
			ping(channel, pulse);
		}
		if (pulse.silence() > this.timeout) {
			execute(session::onSilence);
		}
	}

	/**
	 * Tomcat reports the close of a connection once, and has done so when stdin was
	 * closed.
	 * @param session the session
	 */
	private void lookAtHalfClosed(DefaultMiosaSession session) {
		if (session.getChannel().isClosed()) {
			execute(() -> session.onClosed(NO_STATUS));
		}
	}

	private void ping(SessionChannel channel, SessionPulse pulse) {
		Runnable ping = () -> {
			try {
				channel.ping();
			}
			catch (IOException | IllegalStateException ex) {
				// The session learns of its end from the reading side
			}
			finally {
				pulse.endPing();
			}
		};
		if (pulse.mayBlock()) {
			execute(ping);
		}
		else {
			ping.run();
		}
	}

	/**
	 * Run on another thread what may block or calls the user's code.
	 * @param task the task
	 */
	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

}
