package ai.miosa.spring.benchmarks.exec;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * The HTTP connectors that Spring Boot offers.
 */
enum Connector {

	JDK(ClientHttpConnectorBuilder.jdk()),

	REACTOR_NETTY(ClientHttpConnectorBuilder.reactor()),

	JETTY(ClientHttpConnectorBuilder.jetty()),

	HTTP_COMPONENTS(ClientHttpConnectorBuilder.httpComponents());

	private final ClientHttpConnectorBuilder<?> builder;

	Connector(ClientHttpConnectorBuilder<?> builder) {
		this.builder = builder;
	}

	ClientHttpConnector build() {
		return this.builder.build();
	}

}
