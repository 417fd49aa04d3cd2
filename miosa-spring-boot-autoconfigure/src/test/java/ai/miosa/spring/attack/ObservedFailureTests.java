package ai.miosa.spring.attack;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.webclient.WebClientCustomizer;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.exec.ExecOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The observations of the application's HTTP client, and so its spans and metrics,
 * contain neither bytes from the wire nor the computer in a tag.
 */
class ObservedFailureTests {

	private static final String CANARY = "wire-canary";

	private static final List<String> ANSWERS = List.of(CANARY + "\n\n", "HTTP/1.1 20 " + CANARY + "\n\n",
			"HTTP/1.1 2000 " + CANARY + "\n\n", CANARY + "/9 200 OK\n\n",
			"HTTP/1.1 200 X\n" + CANARY + " \u0001\nContent-Length: x\n\n",
			"HTTP/1.1 200 X\nTransfer-Encoding: chunked\n\n" + CANARY + "\n",
			"HTTP/1.1 200 X\nContent-Length: " + CANARY + "\n\n", "HTTP/1.1 302 X\nLocation: " + CANARY + "\n\n");

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final List<String> observed = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void quotesNothingFromTheWire(Connector connector) throws Exception {
		this.registry.observationConfig().observationHandler(new Recorder());
		WebClientCustomizer customizer = (builder) -> builder.observationRegistry(this.registry);
		try (RawServer server = RawServer.http(ObservedFailureTests::answer);
				Application application = Application.start(connector, server.baseUrl(), List.of(), customizer)) {
			for (int i = 0; i < ANSWERS.size(); i++) {
				String command = "answer " + i;
				assertThatExceptionOfType(MiosaException.class)
					.isThrownBy(() -> application.miosa().bash("cmp_1", command, ExecOptions.none()));
			}
		}
		// An observation stops after its call. Spring's own convention fails for a status
		// that is no number of three digits
		await().atMost(RawServer.LIMIT).until(() -> requests().size() >= ANSWERS.size() - 2);
		assertThat(requests()).allSatisfy((text) -> assertThat(text).contains("uri=/api/v1/computers/{id}/exec"));
		assertThat(this.observed).noneMatch((text) -> text.contains(CANARY));
	}

	private List<String> requests() {
		return this.observed.stream().filter((text) -> text.contains("http.client.requests")).toList();
	}

	private static void answer(RawServer.Connection connection) throws IOException {
		String body = connection.readRequest().body();
		for (int i = 0; i < ANSWERS.size(); i++) {
			if (body.contains("answer " + i)) {
				connection.write(ANSWERS.get(i));
			}
		}
	}

	/**
	 * Records the key values and the error of each observation.
	 */
	private final class Recorder implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			StringWriter text = new StringWriter();
			text.append(Objects.toString(context.getName())).append(' ').append(context.getAllKeyValues().toString());
			if (context.getError() != null) {
				context.getError().printStackTrace(new PrintWriter(text));
			}
			ObservedFailureTests.this.observed.add(text.toString());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
