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

	private static final Map<String, String> BODY = Map.of("command", Application.COMMAND);

	private static final Duration TIMEOUT = Duration.ofSeconds(40);

	@Param({ "JDK", "REST_CLIENT", "MIOSA_ON_JDK", "WEB_CLIENT_ON_REACTOR", "MIOSA_ON_REACTOR" })
	private String subject;

	private Callable<?> call;

	@Setup
	public void start() {
		ConfigurableApplicationContext context = Application.start("--spring.http.clients.reactive.connector="
				+ (this.subject.endsWith("ON_REACTOR") ? "reactor" : "jdk"));
		this.call = switch (this.subject) {
			case "JDK" -> jdk(HttpClient.newHttpClient(), new JsonMapper());
			case "REST_CLIENT" -> {
				RestClient client = context.getBean(RestClient.Builder.class).build();
				yield () -> Application.bash(client, JsonNode.class);
			}
			case "WEB_CLIENT_ON_REACTOR" -> webClient(context.getBean(WebClient.Builder.class).build());
			default -> {
				MiosaComputer computer = context.getBean(MiosaExecTemplate.class).computer();
				yield () -> computer.bash(Application.COMMAND).run();
			}
		};
	}

	@Benchmark
	public Object bash() throws Exception {
		return this.call.call();
	}

	private static Callable<?> jdk(HttpClient client, JsonMapper json) {
		return () -> {
			HttpRequest request = HttpRequest.newBuilder(Application.EXEC)
				.header("Authorization", "Bearer " + Application.KEY)
				.header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
				.timeout(TIMEOUT)
				.POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(BODY)))
				.build();
			return json.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
		};
	}

	private static Callable<?> webClient(WebClient client) {
		return () -> client.post()
			.uri(Application.EXEC)
			.headers((headers) -> headers.setBearerAuth(Application.KEY))
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(BODY)
			.retrieve()
			.bodyToMono(JsonNode.class)
			.timeout(TIMEOUT)
			.block();
	}

}
