package ai.miosa.spring.session.websocket;

import java.io.IOException;

/**
 * A frame of the server exceeds the maximum length.
 */
public final class FrameTooLongException extends IOException {

	FrameTooLongException(int limit) {
		super("the server sent a WebSocket frame of more than " + limit + " bytes");
	}

}
