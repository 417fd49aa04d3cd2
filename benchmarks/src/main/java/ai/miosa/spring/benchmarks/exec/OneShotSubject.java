package ai.miosa.spring.benchmarks.exec;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

/**
 * Those who make calls: the templates, and a {@code WebClient} as one writes it without
 * them, with the same request, the same result and a timeout, but without checks, error
 * mapping and retries.
 */
enum OneShotSubject {

	WEB_CLIENT {

		@Override
		Caller.Calls calls(WebClient.Builder builder, ServerAddress server, ObservationRegistry observations) {
			WebClient client = builder.baseUrl(server.baseUrl(false))
				.defaultHeaders((headers) -> headers.setBearerAuth(ServerAddress.KEY))
				.build();
			return new Caller.Calls() {

				@Override
				public Mono<?> reactive() {
					return client.post()
						.uri("/computers/{id}/exec", ServerAddress.COMPUTER)
						.contentType(MediaType.APPLICATION_JSON)
						.accept(MediaType.APPLICATION_JSON)
						.bodyValue(BODY)
						.retrieve()
						.bodyToMono(Result.class)
						.timeout(TIMEOUT);
				}

				@Override
				public Object blocking() {
					return Objects.requireNonNull(reactive().block());
				}

			};
		}

	},

	MIOSA {

		@Override
		Caller.Calls calls(WebClient.Builder builder, ServerAddress server, ObservationRegistry observations) {
			ReactiveMiosaExecTemplate reactive = ReactiveMiosaExecTemplate.builder(builder, server.endpoint(false))
				.observationRegistry(observations)
				.build();
			MiosaExecTemplate blocking = new MiosaExecTemplate(reactive);
			return new Caller.Calls() {

				@Override
				public Mono<?> reactive() {
					return reactive.bash(ServerAddress.COMPUTER, COMMAND);
				}

				@Override
				public Object blocking() {
					return blocking.bash(ServerAddress.COMPUTER, COMMAND);
				}

			};
		}

	};

	private static final String COMMAND = "uname -a";

	private static final Map<String, String> BODY = Map.of("command", COMMAND);

	private static final Duration TIMEOUT = Duration.ofSeconds(40);

	abstract Caller.Calls calls(WebClient.Builder builder, ServerAddress server, ObservationRegistry observations);

	/**
	 * A result as the API sends it.
	 *
	 * @param output stdout and stderr together
	 * @param stdout the stdout
	 * @param stderr the stderr
	 * @param exitCode the exit code
	 */
	record Result(String output, String stdout, String stderr, @JsonProperty("exit_code") int exitCode) {
	}

}
