package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A handshake that failed. The message quotes neither the URL nor what the server sent.
 */
public final class HandshakeException extends IOException {

	private final boolean requestSent;

	private final transient @Nullable Rejection rejection;

	HandshakeException(String message, boolean requestSent, @Nullable Throwable cause) {
		super(message, cause);
		this.requestSent = requestSent;
		this.rejection = null;
	}

	HandshakeException(Rejection rejection) {
		super("the server answered the upgrade request with status " + rejection.status());
		this.requestSent = true;
		this.rejection = rejection;
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
		return getCause() instanceof TimeoutException;
	}

	/**
	 * Return the response, if there was one that does not switch protocols.
	 * @return the response, or {@code null} if there was none
	 */
	public @Nullable Rejection getRejection() {
		return this.rejection;
	}

	/**
	 * A response to an upgrade request that does not switch protocols.
	 *
	 * @param status the HTTP status
	 * @param headers the headers
	 * @param body as much of the body as arrived, at most 64 KiB
	 */
	public record Rejection(int status, HttpHeaders headers, byte[] body) {

	}

}
