package ai.miosa.spring.exec;

import java.nio.ByteBuffer;

/**
 * An event in the life of a streamed command: a piece of its output, or its exit, which
 * is the last.
 */
public sealed interface ExecEvent {

	/**
	 * A piece of stdout; with a pseudo-terminal, of all output. It may begin or end
	 * within a character.
	 *
	 * @param data the bytes, never empty. The buffer belongs to the receiver
	 */
	record Stdout(ByteBuffer data) implements ExecEvent {

		@Override
		public String toString() {
			return "Stdout[" + this.data.remaining() + " bytes]";
		}

	}

	/**
	 * A piece of stderr. It may begin or end within a character.
	 *
	 * @param data the bytes, never empty. The buffer belongs to the receiver
	 */
	record Stderr(ByteBuffer data) implements ExecEvent {

		@Override
		public String toString() {
			return "Stderr[" + this.data.remaining() + " bytes]";
		}

	}

	/**
	 * The end of the command.
	 *
	 * @param exitCode the exit code, as the computer sent it
	 */
	record Exit(int exitCode) implements ExecEvent {
	}

}
