package ai.miosa.spring.attack;

/**
 * The HTTP connectors that Spring Boot offers.
 */
enum Connector {

	REACTOR("reactor"), JETTY("jetty"), HTTP_COMPONENTS("http-components"), JDK("jdk");

	private final String property;

	Connector(String property) {
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
