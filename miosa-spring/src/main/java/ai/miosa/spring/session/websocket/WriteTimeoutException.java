package ai.miosa.spring.session.websocket;

import java.io.InterruptedIOException;

/**
 * A timeout of a write because the peer does not read.
 */
public final class WriteTimeoutException extends InterruptedIOException {

	WriteTimeoutException() {
		super("The peer has not read what was sent in time");
	}

}
