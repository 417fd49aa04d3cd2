package ai.miosa.spring.session.client;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import ai.miosa.spring.session.MiosaSession;

/**
 * The live sessions of an application, ended when it stops. No session can be opened
 * after that, until {@link #start()}. Safe for use by many threads.
 */
public class MiosaSessionRegistry implements SmartLifecycle {

	/**
	 * After web requests have had their grace period, so that they can finish with their
	 * sessions, and before what lies below is stopped.
	 */
	private static final int PHASE = DEFAULT_PHASE - 1536;

	private final Map<String, MiosaSession> sessions = new ConcurrentHashMap<>();

	private final Object trafficMonitor = new Object();

	private SessionTraffic endedTraffic = SessionTraffic.NONE;

	private volatile boolean running = true;

	/**
	 * Return the live sessions.
	 * @return the sessions of this moment
	 */
	public Collection<MiosaSession> getSessions() {
		return List.copyOf(this.sessions.values());
	}

	/**
	 * Return a live session.
	 * @param id the session's id
	 * @return the session, or {@code null} if none of this id is live
	 */
	public @Nullable MiosaSession getSession(String id) {
		return this.sessions.get(id);
	}

	/**
	 * Return the number of live sessions.
	 * @return the number of this moment
	 */
	public int size() {
		return this.sessions.size();
	}

	/**
	 * Return the bytes carried by all sessions, live and ended. The numbers never
	 * decrease.
	 * @return the bytes
	 */
	public SessionTraffic getTraffic() {
		synchronized (this.trafficMonitor) {
			SessionTraffic traffic = this.endedTraffic;
			for (MiosaSession session : this.sessions.values()) {
				traffic = traffic.plus(session.getInfo());
			}
			return traffic;
		}
	}

	void checkRunning() {
		Assert.state(this.running, "No session can be opened: the application is stopping");
	}

	void add(MiosaSession session) {
		this.sessions.put(session.getId(), session);
		if (!this.running) {
			// stop() may have missed it
			session.close();
			checkRunning();
		}
	}

	void remove(MiosaSession session) {
		synchronized (this.trafficMonitor) {
			if (this.sessions.remove(session.getId(), session)) {
				this.endedTraffic = this.endedTraffic.plus(session.getInfo());
			}
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Close all sessions and with them their commands. Does not wait for the commands to
	 * end.
	 */
	@Override
	public void stop() {
		this.running = false;
		getSessions().forEach(MiosaSession::close);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
