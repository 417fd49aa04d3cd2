package ai.miosa.spring.exec;

import java.nio.ByteBuffer;

import ai.miosa.spring.session.SessionStream;

/**
 * Event of a streamed command: a piece or a line of its output or, as the last event, its
 * exit. The type distinguishes the events in JSON.
 */
public sealed interface ExecEvent {

	/**
	 * Return the type.
	 * @return {@code stdout}, {@code stderr} or {@code exit}
	 */
	String getType();

	/**
	 * Piece of stdout; with a pseudo-terminal, of all output.
	 *
	 * @param data the bytes, never empty, which may begin or end within a character. The
	 * buffer belongs to the receiver
	 * @param text the characters that are complete with this piece, decoded as UTF-8;
	 * malformed bytes become U+FFFD
	 */
	record Stdout(ByteBuffer data, String text) implements ExecEvent {

		@Override
		public String getType() {
			return "stdout";
		}

		@Override
		public String toString() {
			return "Stdout[" + this.data.remaining() + " bytes]";
		}

	}

	/**
	 * Piece of stderr.
	 *
	 * @param data the bytes, never empty, which may begin or end within a character. The
	 * buffer belongs to the receiver
	 * @param text the characters that are complete with this piece, decoded as UTF-8;
	 * malformed bytes become U+FFFD
	 */
	record Stderr(ByteBuffer data, String text) implements ExecEvent {

		@Override
		public String getType() {
			return "stderr";
		}

		@Override
		public String toString() {
			return "Stderr[" + this.data.remaining() + " bytes]";
		}

	}

	/**
	 * Line of output.
	 *
	 * @param stream the stream it belongs to
	 * @param text the line without its end, possibly empty
	 * @param partial whether the line continues in the next one of this stream, because
	 * it exceeds the maximum length
	 */
	record Line(SessionStream stream, String text, boolean partial) implements ExecEvent {

		@Override
		public String getType() {
			return (this.stream == SessionStream.STDOUT) ? "stdout" : "stderr";
		}

		@Override
		public String toString() {
			return "Line[" + this.stream + ", " + this.text.length() + " characters]";
		}

	}

	/**
	 * End of the command.
	 *
	 * @param exitCode the exit code, as the computer sent it
	 */
	record Exit(int exitCode) implements ExecEvent {

		@Override
		public String getType() {
			return "exit";
		}

	}

}
