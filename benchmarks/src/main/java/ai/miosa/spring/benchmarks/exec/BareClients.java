package ai.miosa.spring.benchmarks.exec;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.benchmarks.support.Stub;

/**
 * An execution as one writes it without the starter: the same request, the same result,
 * and neither checks, deadline, error mapping nor retries.
 */
final class BareClients {

	private static final int MAX_TRIES = 10;

	private static final Map<String, String> BODY = Map.of("command", OneShotVariant.COMMAND);

	private final JsonMapper json = JsonMapper.shared();

	private final HttpClient jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI uri = URI.create(Stub.baseUrl() + "/computers/" + Stub.COMPUTER + "/exec");

	private final WebClient webClient;

	BareClients(WebClient.Builder builder) {
		this.webClient = builder.baseUrl(Stub.baseUrl())
			.defaultHeaders((headers) -> headers.setBearerAuth(Stub.KEY))
			.build();
	}

	Mono<Result> webClient() {
		return this.webClient.post()
			.uri("/computers/{id}/exec", Stub.COMPUTER)
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.APPLICATION_JSON)
			.bodyValue(BODY)
			.retrieve()
			.bodyToMono(Result.class);
	}

	/**
	 * Make a call with the JDK's client, which every now and then takes a connection out
	 * of its pool and then fails for having received data in the pool.
	 */
	Result jdk() throws IOException, InterruptedException {
		for (int tries = 1;; tries++) {
			try {
				return jdkOnce();
			}
			catch (IOException ex) {
				if (tries == MAX_TRIES) {
					throw ex;
				}
			}
		}
	}

	private Result jdkOnce() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.uri)
			.header(HttpHeaders.AUTHORIZATION, "Bearer " + Stub.KEY)
			.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
			.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
			.POST(BodyPublishers.ofByteArray(this.json.writeValueAsBytes(BODY)))
			.build();
		HttpResponse<byte[]> response = this.jdk.send(request, BodyHandlers.ofByteArray());
		return this.json.readValue(response.body(), Result.class);
	}

	/**
	 * The result as the API sends it.
	 *
	 * @param output stdout and stderr together
	 * @param stdout the stdout
	 * @param stderr the stderr
	 * @param exitCode the exit code
	 */
	record Result(String output, @Nullable String stdout, @Nullable String stderr,
			@JsonProperty("exit_code") int exitCode) {
	}

}
