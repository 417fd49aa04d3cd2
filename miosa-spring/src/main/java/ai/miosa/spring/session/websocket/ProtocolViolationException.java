package ai.miosa.spring.session.websocket;

import java.io.IOException;

/**
 * A message of the server that breaks the WebSocket protocol.
 */
public final class ProtocolViolationException extends IOException {

	ProtocolViolationException() {
		super("The server broke the WebSocket protocol");
	}

}
