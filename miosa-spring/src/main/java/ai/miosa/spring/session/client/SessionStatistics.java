package ai.miosa.spring.session.client;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.TerminalSize;

/**
 * Counts the bytes that a session carries.
 */
final class SessionStatistics {

	private final Instant created = Instant.now();

	private final long createdNanos = System.nanoTime();

	private final AtomicLong stdin = new AtomicLong();

	private final AtomicLong stdout = new AtomicLong();

	private final AtomicLong stderr = new AtomicLong();

	private final AtomicLong lastActivity = new AtomicLong(this.createdNanos);

	void stdin(int bytes) {
		count(this.stdin, bytes);
	}

	void output(SessionStream stream, int bytes) {
		count((stream == SessionStream.STDOUT) ? this.stdout : this.stderr, bytes);
	}

	private void count(AtomicLong counter, int bytes) {
		// Each counter has one writer at a time, and readers tolerate a stale value
		counter.lazySet(counter.get() + bytes);
		this.lastActivity.lazySet(System.nanoTime());
	}

	SessionInfo info(MiosaSession session, SessionInfo.State state, @Nullable TerminalSize terminalSize) {
		return new SessionInfo(session.getId(), session.getComputerId(), state, this.created,
				this.created.plusNanos(this.lastActivity.get() - this.createdNanos), this.stdin.get(),
				this.stdout.get(), this.stderr.get(), terminalSize);
	}

}
