package ai.miosa.spring.benchmarks.support;

import java.net.URI;

import ai.miosa.spring.MiosaEndpoint;

/**
 * Where the server of the measurements is and how it is addressed.
 */
public final class Stub {

	/**
	 * The system property that holds the server's port.
	 */
	public static final String PORT = "stub.port";

	/**
	 * The one computer.
	 */
	public static final String COMPUTER = "cmp_1";

	/**
	 * The key, which the server does not look at.
	 */
	public static final String KEY = "msk_benchmark";

	/**
	 * The subprotocol of sessions.
	 */
	public static final String SUBPROTOCOL = "miosa-exec-v1";

	private Stub() {
	}

	/**
	 * Return the base URL.
	 * @return the base URL
	 */
	public static String baseUrl() {
		return "http://127.0.0.1:" + System.getProperty(PORT) + "/api/v1";
	}

	/**
	 * Return the endpoint.
	 * @return the endpoint
	 */
	public static MiosaEndpoint endpoint() {
		return MiosaEndpoint.of(baseUrl(), KEY, null);
	}

	/**
	 * Return the URI of a session.
	 * @param command the command, of letters, digits and spaces
	 * @return the URI
	 */
	public static URI sessionUri(String command) {
		return URI.create(baseUrl().replace("http:", "ws:") + "/computers/" + COMPUTER + "/exec/stream?command="
				+ command.replace(" ", "%20") + "&tty=false");
	}

}
