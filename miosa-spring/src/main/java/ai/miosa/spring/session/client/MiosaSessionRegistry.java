package ai.miosa.spring.session.client;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.websocket.WebSocketHandshake;

/**
 * Registry of the open sessions of an application, which closes them when the application
 * stops. Between {@link #stop()} and {@link #start()} no session can be opened.
 * Thread-safe.
 */
public class MiosaSessionRegistry implements SmartLifecycle {

	/**
	 * After the grace period of web requests, which can thus use their sessions until
	 * they end, and before lower layers are stopped.
	 */
	private static final int PHASE = DEFAULT_PHASE - 1536;

	private static final String STOPPING = "the application is stopping";

	private final Map<String, MiosaSession> sessions = new ConcurrentHashMap<>();

	private final Set<WebSocketHandshake> handshakes = ConcurrentHashMap.newKeySet();

	private final Object trafficMonitor = new Object();

	private Traffic endedTraffic = Traffic.NONE;

	private volatile boolean running = true;

	/**
	 * Return the open sessions.
	 * @return the current sessions
	 */
	public Collection<MiosaSession> getSessions() {
		return List.copyOf(this.sessions.values());
	}

	/**
	 * Return an open session.
	 * @param id the session's id
	 * @return the session, or {@code null} if no open session has this id
	 */
	public @Nullable MiosaSession getSession(String id) {
		return this.sessions.get(id);
	}

	/**
	 * Return the number of open sessions.
	 * @return the current number
	 */
	public int size() {
		return this.sessions.size();
	}

	/**
	 * Return the bytes carried by all sessions, open and ended. The numbers never
	 * decrease.
	 * @return the bytes
	 */
	public Traffic getTraffic() {
		synchronized (this.trafficMonitor) {
			Traffic traffic = this.endedTraffic;
			for (MiosaSession session : this.sessions.values()) {
				traffic = traffic.plus(session.getInfo());
			}
			return traffic;
		}
	}

	void checkRunning() {
		Assert.state(this.running, "No session can be opened: " + STOPPING);
	}

	void opening(WebSocketHandshake handshake) {
		this.handshakes.add(handshake);
		handshake.connection().whenComplete((connection, failure) -> this.handshakes.remove(handshake));
		if (!this.running) {
			handshake.fail(STOPPING);
		}
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
	 * Close all sessions, which ends their commands, and cancel the opening of others.
	 * Does not wait for the commands to end.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.handshakes.forEach((handshake) -> handshake.fail(STOPPING));
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

	/**
	 * The bytes that sessions have carried.
	 *
	 * @param stdinBytes the bytes sent to stdin
	 * @param stdoutBytes the bytes received from stdout
	 * @param stderrBytes the bytes received from stderr
	 */
	public record Traffic(long stdinBytes, long stdoutBytes, long stderrBytes) {

		private static final Traffic NONE = new Traffic(0, 0, 0);

		private Traffic plus(SessionInfo session) {
			return new Traffic(this.stdinBytes + session.stdinBytes(), this.stdoutBytes + session.stdoutBytes(),
					this.stderrBytes + session.stderrBytes());
		}

	}

}
