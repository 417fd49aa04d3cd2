package ai.miosa.spring.session.protocol;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOutput;

/**
 * What a decoder has reported: output and port events as such, exit codes as
 * {@link Integer}, and malformed exits as {@link #MALFORMED}.
 */
final class RecordedEvents implements SessionEvents {

	static final String MALFORMED = "malformed";

	private final Queue<Object> events = new ArrayDeque<>();

	@Override
	public void output(SessionOutput output) {
		this.events.add(output);
	}

	@Override
	public void exited(int code) {
		this.events.add(code);
	}

	@Override
	public void malformedExit(String reason) {
		this.events.add(MALFORMED);
	}

	@Override
	public void port(PortEvent event, int size) {
		this.events.add(event);
	}

	/**
	 * Return the next event, or {@code null} if there is none.
	 */
	@Nullable Object next() {
		return this.events.poll();
	}

}
