package ai.miosa.spring.session.websocket;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A handshake that failed. The message quotes neither the URL nor what the server sent.
 */
public class HandshakeException extends IOException {

	private final boolean requestSent;

	private final boolean timeout;

	HandshakeException(String message, boolean requestSent, @Nullable Throwable cause) {
		this(message, requestSent, false, cause);
	}

	private HandshakeException(String message, boolean requestSent, boolean timeout, @Nullable Throwable cause) {
		super(message, cause);
		this.requestSent = requestSent;
		this.timeout = timeout;
	}

	static HandshakeException timeout(boolean requestSent) {
		return new HandshakeException("the handshake timed out", requestSent, true, null);
	}

	/**
	 * Return whether any part of the upgrade request may have reached the server.
	 * @return whether the request may have been sent
	 */
	public boolean isRequestSent() {
		return this.requestSent;
	}

	/**
	 * Return whether the handshake has timed out.
	 * @return whether it timed out
	 */
	public boolean isTimeout() {
		return this.timeout;
	}

}
