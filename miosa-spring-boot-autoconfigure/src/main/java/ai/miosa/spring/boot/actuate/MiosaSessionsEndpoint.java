package ai.miosa.spring.boot.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

/**
 * Actuator endpoint that lists live sessions, without their commands and data, and ends
 * them on request, which requires unrestricted access.
 */
@Endpoint(id = "miosasessions", defaultAccess = Access.READ_ONLY)
public class MiosaSessionsEndpoint {

	private final MiosaSessionRegistry registry;

	/**
	 * Create an endpoint.
	 * @param registry the registry of live sessions
	 */
	public MiosaSessionsEndpoint(MiosaSessionRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Describe all live sessions.
	 * @return the sessions, the oldest first
	 */
	@ReadOperation
	public SessionsDescriptor sessions() {
		Instant now = Instant.now();
		return new SessionsDescriptor(this.registry.getSessions()
			.stream()
			.map(MiosaSession::getInfo)
			.sorted(Comparator.comparing(SessionInfo::created))
			.map((info) -> SessionDescriptor.of(info, now))
			.toList());
	}

	/**
	 * Describe a live session.
	 * @param id the session's id
	 * @return the session, or {@code null} if there is no such live session
	 */
	@ReadOperation
	public @Nullable SessionDescriptor session(@Selector String id) {
		MiosaSession session = this.registry.getSession(id);
		return (session != null) ? SessionDescriptor.of(session.getInfo(), Instant.now()) : null;
	}

	/**
	 * End a live session and its command. Has no effect if there is no such live session.
	 * @param id the session's id
	 */
	@DeleteOperation
	public void end(@Selector String id) {
		MiosaSession session = this.registry.getSession(id);
		if (session != null) {
			session.close();
		}
	}

	/**
	 * Describe the live sessions.
	 *
	 * @param sessions the sessions, the oldest first
	 */
	public record SessionsDescriptor(List<SessionDescriptor> sessions) implements OperationResponseBody {

	}

	/**
	 * Describe a live session.
	 *
	 * @param id the session's id
	 * @param computer the computer's id
	 * @param kind {@code pty} with a pseudo-terminal, otherwise {@code pipe}
	 * @param state the state of the session
	 * @param age the time since it was opened
	 * @param idle the time since stdin was last sent or output last received
	 * @param stdinBytes the bytes sent to stdin
	 * @param stdoutBytes the bytes received from stdout
	 * @param stderrBytes the bytes received from stderr
	 * @param terminal the size of the pseudo-terminal, or {@code null} without one
	 */
	public record SessionDescriptor(String id, String computer, String kind, SessionInfo.State state, Duration age,
			Duration idle, long stdinBytes, long stdoutBytes, long stderrBytes,
			@Nullable TerminalSize terminal) implements OperationResponseBody {

		static SessionDescriptor of(SessionInfo info, Instant now) {
			return new SessionDescriptor(info.id(), info.computerId(), (info.terminalSize() != null) ? "pty" : "pipe",
					info.state(), Duration.between(info.created(), now), Duration.between(info.lastActivity(), now),
					info.stdinBytes(), info.stdoutBytes(), info.stderrBytes(), info.terminalSize());
		}

	}

}
