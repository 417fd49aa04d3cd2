package ai.miosa.spring.attack;

/**
 * The HTTP connectors for MIOSA's calls.
 */
enum Connector {

	JDK("jdk"), REACTOR("reactor");

	private final String property;

	Connector(String property) {
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
