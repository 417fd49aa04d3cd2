package ai.miosa.spring.boot.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A web application with the starter, the actuator, Prometheus and tracing on a random
 * port, connected to a local computer.
 */
final class ActuatorApplication implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private ActuatorApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static ActuatorApplication start(MiosaLocalComputer computer, String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>();
		arguments.put("server.port", "0");
		arguments.put("management.endpoints.web.exposure.include", "*");
		arguments.put("management.endpoint.health.show-details", "always");
		arguments.put("management.tracing.sampling.probability", "1");
		arguments.put("miosa.api-key", computer.getApiKey());
		arguments.put("miosa.base-url", computer.getBaseUrl());
		arguments.put("miosa.computer-id", computer.getComputerId());
		for (String property : properties) {
			String[] nameAndValue = property.split("=", 2);
			arguments.put(nameAndValue[0], nameAndValue[1]);
		}
		return new ActuatorApplication(new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.SERVLET)
			.logStartupInfo(false)
			.run(arguments.entrySet().stream().map((argument) -> "--" + argument).toArray(String[]::new)));
	}

	MiosaExecTemplate miosa() {
		return bean(MiosaExecTemplate.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	InMemorySpanExporter spans() {
		return bean(Spans.class).exporter();
	}

	HttpResponse<String> request(String method, String endpoint) {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		try {
			return this.http
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint))
					.method(method, HttpRequest.BodyPublishers.noBody())
					.timeout(Duration.ofSeconds(30))
					.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String read(String endpoint) {
		HttpResponse<String> response = request("GET", endpoint);
		assertThat(response.statusCode()).as(endpoint + ": " + response.body()).isEqualTo(200);
		return response.body();
	}

	JsonNode readJson(String endpoint) {
		return JsonMapper.shared().readTree(read(endpoint));
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Not a {@code SpanExporter} itself, which Boot would export to a second time, in
	 * batches.
	 */
	record Spans(InMemorySpanExporter exporter) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Bean
		Spans spans() {
			return new Spans(InMemorySpanExporter.create());
		}

		@Bean
		SpanProcessor spanProcessor(Spans spans) {
			return SimpleSpanProcessor.create(spans.exporter());
		}

	}

}
