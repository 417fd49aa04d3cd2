package ai.miosa.spring.session.protocol;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.TerminalSize;

/**
 * Encodes the input of one session. Stdin is encoded by one thread at a time, a size by
 * any thread at any time.
 */
public interface SessionEncoder {

	/**
	 * Encode the initial size of a pseudo-terminal.
	 * @param size the size
	 * @return the message to send first, or {@code null} if the upgrade request carries
	 * the size
	 */
	@Nullable OutgoingMessage start(TerminalSize size);

	/**
	 * Encode bytes for stdin.
	 * @param bytes the array that holds the bytes
	 * @param offset the index of the first one
	 * @param length the number of bytes
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
	 * Encode a new size of the pseudo-terminal.
	 * @param size the size
	 * @return the message
	 */
	OutgoingMessage resize(TerminalSize size);

}
