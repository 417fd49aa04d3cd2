package ai.miosa.spring.session.websocket;

import org.springframework.http.HttpHeaders;

/**
 * A response to an upgrade request that does not switch protocols.
 */
public final class UpgradeRefusedException extends HandshakeException {

	private final int status;

	private final transient HttpHeaders headers;

	private final byte[] body;

	UpgradeRefusedException(int status, HttpHeaders headers, byte[] body) {
		super("the server answered the upgrade request with status " + status, true, null);
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	/**
	 * Return the HTTP status.
	 * @return the status
	 */
	public int getStatus() {
		return this.status;
	}

	/**
	 * Return the headers of the answer.
	 * @return the headers
	 */
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	/**
	 * Return the body of the answer, or as much of it as arrived and was kept.
	 * @return the body, at most 64 KiB
	 */
	public byte[] getBody() {
		return this.body;
	}

}
