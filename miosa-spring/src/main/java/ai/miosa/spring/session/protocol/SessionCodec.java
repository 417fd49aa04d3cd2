package ai.miosa.spring.session.protocol;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.TerminalSize;

/**
 * Converts between a session and the WebSocket messages that carry it. Stateless and
 * thread-safe, unlike the encoder and the decoder of a connection.
 */
public interface SessionCodec {

	/**
	 * Return the codec of a protocol.
	 * @param protocol the protocol
	 * @return the codec
	 */
	static SessionCodec of(SessionProtocol protocol) {
		return switch (protocol) {
			case EXEC_V1 -> new ExecV1Codec();
			case EXEC_WS -> new ExecWsCodec();
		};
	}

	/**
	 * Return the initial size of the pseudo-terminal.
	 * @param options the options
	 * @return the size, or {@code null} without a pseudo-terminal
	 */
	static @Nullable TerminalSize terminalSize(SessionOptions options) {
		if (!Boolean.TRUE.equals(options.getPty())) {
			return null;
		}
		return (options.getTerminalSize() != null) ? options.getTerminalSize() : TerminalSize.DEFAULT;
	}

	/**
	 * Return the path of the upgrade request.
	 * @param computerId the computer to run on
	 * @return the segments below the base URL, not encoded
	 */
	String[] path(String computerId);

	/**
	 * Return the query of the upgrade request.
	 * @param command the command
	 * @param options the options
	 * @return the parameters in order, not encoded
	 * @throws IllegalArgumentException if the protocol cannot carry one of the options
	 */
	List<Map.Entry<String, String>> query(String command, SessionOptions options);

	/**
	 * Return the subprotocol that the server must select.
	 * @return the subprotocol, or {@code null} for none
	 */
	@Nullable String subprotocol();

	/**
	 * Return a new encoder.
	 * @return the encoder of one connection
	 */
	SessionEncoder newEncoder();

	/**
	 * Return a new decoder.
	 * @param events receives what is decoded
	 * @return the decoder of one connection
	 */
	SessionDecoder newDecoder(SessionEvents events);

}
