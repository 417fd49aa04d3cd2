package ai.miosa.spring.benchmarks;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;

/**
 * One-shot calls over {@code https}, by the starter and by what a user would write by
 * hand, without checks, error mapping and retries.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class CallBenchmark {

	private static final Map<String, String> BODY = Map.of("command", Api.COMMAND);

	private static final Duration TIMEOUT = Duration.ofSeconds(40);

	@Param({ "JDK", "REST_CLIENT", "MIOSA_ON_JDK", "WEB_CLIENT_ON_REACTOR", "MIOSA_ON_REACTOR" })
	private String subject;

	private ConfigurableApplicationContext context;

	private Callable<?> call;

	@Setup
	public void start() {
		this.context = Application.start("--spring.http.clients.reactive.connector="
				+ (this.subject.endsWith("ON_REACTOR") ? "reactor" : "jdk"));
		this.call = switch (this.subject) {
			case "JDK" -> jdk();
			case "REST_CLIENT" -> restClient(this.context.getBean(RestClient.Builder.class).build());
			case "WEB_CLIENT_ON_REACTOR" -> webClient(this.context.getBean(WebClient.Builder.class).build());
			default -> miosa(this.context.getBean(MiosaExecTemplate.class).computer());
		};
	}

	@Benchmark
	public Object bash() throws Exception {
		return this.call.call();
	}

	private static Callable<?> jdk() {
		HttpClient client = HttpClient.newHttpClient();
		JsonMapper json = new JsonMapper();
		return () -> {
			HttpRequest request = HttpRequest.newBuilder(Api.EXEC)
				.header("Authorization", "Bearer " + Api.KEY)
				.header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
				.timeout(TIMEOUT)
				.POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(BODY)))
				.build();
			return json.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
		};
	}

	private static Callable<?> restClient(RestClient client) {
		return () -> Application.bash(client, JsonNode.class);
	}

	private static Callable<?> webClient(WebClient client) {
		return () -> client.post()
			.uri(Api.EXEC)
			.headers((headers) -> headers.setBearerAuth(Api.KEY))
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(BODY)
			.retrieve()
			.bodyToMono(JsonNode.class)
			.timeout(TIMEOUT)
			.block();
	}

	private static Callable<?> miosa(MiosaComputer computer) {
		return () -> computer.bash(Api.COMMAND).run();
	}

	@TearDown
	public void close() {
		this.context.close();
	}

}
