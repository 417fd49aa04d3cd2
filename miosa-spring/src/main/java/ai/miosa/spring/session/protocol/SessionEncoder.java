package ai.miosa.spring.session.protocol;

/**
 * An encoder that turns the input of one session into messages. Stdin is encoded by one
 * thread at a time, a size at any time.
 */
public interface SessionEncoder {

	/**
	 * Encode bytes for stdin.
	 * @param bytes the array that holds the bytes
	 * @param offset where they begin
	 * @param length how many there are
	 * @return the message
	 * @throws IllegalArgumentException if the protocol cannot carry these bytes
	 */
	OutgoingMessage stdin(byte[] bytes, int offset, int length);

	/**
	 * Encode the end of stdin.
	 * @return the message
	 */
	OutgoingMessage endOfStdin();

	/**
	 * Encode a new terminal size.
	 * @param columns the width in characters, 1 to 65535
	 * @param rows the height in characters, 1 to 65535
	 * @return the message
	 */
	OutgoingMessage resize(int columns, int rows);

}
