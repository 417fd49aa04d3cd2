package ai.miosa.spring.session.client;

import ai.miosa.spring.session.SessionInfo;

/**
 * The bytes that sessions have carried.
 *
 * @param stdinBytes the bytes sent to stdin
 * @param stdoutBytes the bytes received from stdout
 * @param stderrBytes the bytes received from stderr
 */
public record SessionTraffic(long stdinBytes, long stdoutBytes, long stderrBytes) {

	static final SessionTraffic NONE = new SessionTraffic(0, 0, 0);

	SessionTraffic plus(SessionInfo session) {
		return new SessionTraffic(this.stdinBytes + session.stdinBytes(), this.stdoutBytes + session.stdoutBytes(),
				this.stderrBytes + session.stderrBytes());
	}

}
