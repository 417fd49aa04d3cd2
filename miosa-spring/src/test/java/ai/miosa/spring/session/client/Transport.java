package ai.miosa.spring.session.client;

/**
 * What carries a session: TCP alone, or TLS over it.
 */
public enum Transport {

	/**
	 * Plain TCP.
	 */
	WS("http"),

	/**
	 * TLS.
	 */
	WSS("https");

	private final String scheme;

	Transport(String scheme) {
		this.scheme = scheme;
	}

	String scheme() {
		return this.scheme;
	}

}
