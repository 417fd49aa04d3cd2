package ai.miosa.spring.session;

import java.net.URI;
import java.util.List;
import java.util.Map;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * Tomcat's WebSocket client, which alone gets to see the upgrade request as it is sent.
 * Spring's client logs the URL, whose query holds the command, and the headers, which
 * hold the key: it gets a URL without a query and no headers.
 */
final class UpgradeContainer extends WsWebSocketContainer {

	/**
	 * The user property that holds the {@link Upgrade}.
	 */
	static final String UPGRADE = Upgrade.class.getName();

	/**
	 * What is read from a socket at a time. Tomcat sets it aside for each connection and
	 * would use the size of the message buffer, with which sessions have to do while they
	 * are idle; with less, a fast computer is read at two thirds of the speed.
	 */
	private static final int READ_BUFFER = 46 * 1024;

	private final ThreadLocal<Upgrade> connecting = new ThreadLocal<>();

	/**
	 * Tomcat asks this first for what it reads the socket into and, after the answer, for
	 * the message buffer.
	 */
	@Override
	public int getDefaultMaxBinaryMessageBufferSize() {
		Upgrade upgrade = this.connecting.get();
		return (upgrade != null && !upgrade.answered) ? READ_BUFFER : super.getDefaultMaxBinaryMessageBufferSize();
	}

	@Override
	public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI uri) throws DeploymentException {
		Upgrade upgrade = (Upgrade) config.getUserProperties().remove(UPGRADE);
		Assert.state(upgrade != null, "No upgrade request");
		ClientEndpointConfig actual = ClientEndpointConfig.Builder.create()
			.configurator(upgrade)
			.preferredSubprotocols(config.getPreferredSubprotocols())
			.sslContext(config.getSSLContext())
			.build();
		actual.getUserProperties().putAll(config.getUserProperties());
		// With it Tomcat does not try to answer a 401 by itself
		actual.getUserProperties().put(Constants.AUTHORIZATION_HEADER_NAME, upgrade.authorization());
		Session[] session = new Session[1];
		this.connecting.set(upgrade);
		try {
			TomcatSilence
				.<DeploymentException>run(() -> session[0] = super.connectToServer(endpoint, actual, upgrade.uri));
		}
		finally {
			this.connecting.remove();
		}
		return session[0];
	}

	/**
	 * The upgrade request as it is sent.
	 */
	static final class Upgrade extends ClientEndpointConfig.Configurator {

		/**
		 * What Tomcat sets aside for the request line and cannot exceed.
		 */
		private static final int MAX_REQUEST_LINE = 4096;

		private static final int AROUND = "GET ? HTTP/1.1\r\n".length();

		private final URI uri;

		private final HttpHeaders headers;

		private volatile boolean begun;

		private boolean answered;

		Upgrade(URI uri, HttpHeaders headers) {
			int length = AROUND + uri.getRawPath().length() + uri.getRawQuery().length();
			Assert.isTrue(length <= MAX_REQUEST_LINE,
					() -> "The command with its arguments and environment is too long for the upgrade request's URL: "
							+ length + " of " + MAX_REQUEST_LINE
							+ " bytes, percent-encoded. Send long scripts by stdin");
			this.uri = uri;
			this.headers = headers;
		}

		URI uriWithoutQuery() {
			String uri = this.uri.toString();
			return URI.create(uri.substring(0, uri.indexOf('?')));
		}

		String authorization() {
			String authorization = this.headers.getFirst(HttpHeaders.AUTHORIZATION);
			Assert.state(authorization != null, "No credentials");
			return authorization;
		}

		/**
		 * Return whether the request may have been sent.
		 * @return whether the request may have been sent
		 */
		boolean hasBegun() {
			return this.begun;
		}

		@Override
		public void beforeRequest(Map<String, List<String>> requestHeaders) {
			this.headers.forEach(requestHeaders::put);
			this.begun = true;
		}

		@Override
		public void afterResponse(HandshakeResponse response) {
			this.answered = true;
		}

		@Override
		public String toString() {
			return "Upgrade";
		}

	}

}
