package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something that the computer said.
 */
public sealed interface SessionEvent {

	/**
	 * Bytes of stdout; with a pseudo-terminal, of all output.
	 *
	 * @param data the bytes, never empty
	 */
	record Stdout(ByteBuffer data) implements SessionEvent {
	}

	/**
	 * Bytes of stderr.
	 *
	 * @param data the bytes, never empty
	 */
	record Stderr(ByteBuffer data) implements SessionEvent {
	}

	/**
	 * The command has ended.
	 *
	 * @param code its exit code as sent, which may be negative
	 */
	record Exit(int code) implements SessionEvent {
	}

	/**
	 * A port was opened or closed on the computer.
	 *
	 * @param opened whether it was opened
	 * @param port the port number
	 * @param details all that the computer says about it
	 */
	record Port(boolean opened, int port, Map<String, @Nullable Object> details) implements SessionEvent {
	}

	/**
	 * An exit that cannot be understood.
	 *
	 * @param reason what is wrong with it
	 */
	record Malformed(String reason) implements SessionEvent {
	}

}
