package ai.miosa.spring.session.websocket;

import java.io.InterruptedIOException;

/**
 * A wait for the peer to take what was sent that has lasted too long without progress.
 */
public final class WriteTimeoutException extends InterruptedIOException {

	WriteTimeoutException() {
		super("The peer has taken nothing of what was sent for too long");
	}

}
