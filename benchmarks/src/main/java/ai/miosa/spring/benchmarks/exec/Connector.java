package ai.miosa.spring.benchmarks.exec;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * The HTTP connectors that Spring Boot offers.
 */
public enum Connector {

	/**
	 * The JDK's {@code HttpClient}.
	 */
	JDK(ClientHttpConnectorBuilder.jdk()),

	/**
	 * Reactor Netty.
	 */
	REACTOR_NETTY(ClientHttpConnectorBuilder.reactor()),

	/**
	 * Jetty's client.
	 */
	JETTY(ClientHttpConnectorBuilder.jetty()),

	/**
	 * Apache HttpComponents.
	 */
	HTTP_COMPONENTS(ClientHttpConnectorBuilder.httpComponents());

	private final ClientHttpConnectorBuilder<?> builder;

	Connector(ClientHttpConnectorBuilder<?> builder) {
		this.builder = builder;
	}

	ClientHttpConnector build() {
		return this.builder.build();
	}

}
