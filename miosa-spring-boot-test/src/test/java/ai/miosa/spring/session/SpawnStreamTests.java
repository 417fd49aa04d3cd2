package ai.miosa.spring.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands whose output is streamed to their end.
 */
class SpawnStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final MiosaLocalComputer local = MiosaLocalComputer.start();

	private final MiosaEndpoint endpoint = MiosaEndpoint.of(this.local.getBaseUrl(), this.local.getApiKey(), null);

	private final MiosaSessionClient sessions = MiosaSessionClient.builder(this.endpoint).build();

	private final ReactiveMiosaExecTemplate miosa = ReactiveMiosaExecTemplate
		.builder(WebClient.builder(), this.endpoint)
		.sessions(this.sessions)
		.build();

	private final MiosaComputer computer = this.miosa.computer(this.local.getComputerId());

	@AfterEach
	void close() {
		this.miosa.close();
		this.sessions.close();
		this.local.close();
	}

	@Test
	void outputAsItArrivesAndTheExit() {
		List<ExecEvent> events = this.computer.spawn("printf 'żółw\\n'; exit 3").stream().collectList().block(TIMEOUT);
		assertThat(events).last().isEqualTo(new ExecEvent.Exit(3));
		assertThat(events.stream()
			.filter(ExecEvent.Stdout.class::isInstance)
			.map((event) -> ((ExecEvent.Stdout) event).text())
			.collect(Collectors.joining())).isEqualTo("żółw\n");
	}

	@Test
	void linesAndTheExit() {
		assertThat(this.computer.spawn("printf 'one\\ntwo'; exit 3").lines().collectList().block(TIMEOUT))
			.containsExactly(new ExecEvent.Line(SessionStream.STDOUT, "one", false),
					new ExecEvent.Line(SessionStream.STDOUT, "two", false), new ExecEvent.Exit(3));
		assertThat(this.computer.spawn("printf '10%%\\r20%%\\r'")
			.lines(LineOptions.DEFAULT.withCarriageReturns())
			.ofType(ExecEvent.Line.class)
			.map(ExecEvent.Line::text)
			.collectList()
			.block(TIMEOUT)).containsExactly("10%", "20%");
	}

	@Test
	void variableWithDotsAndDashesReachesTheCommand() {
		assertThat(this.computer.spawn("env")
			.options(SessionOptions.builder().env("my.var-1", "value").build())
			.lines()
			.ofType(ExecEvent.Line.class)
			.map(ExecEvent.Line::text)
			.collectList()
			.block(TIMEOUT)).contains("my.var-1=value");
	}

	@Test
	void eventsAreDistinguishedInJson() {
		JsonMapper json = JsonMapper.builder().build();
		ByteBuffer data = ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8));
		assertThat(json.readTree(json.writeValueAsString(new ExecEvent.Stdout(data, "hi"))))
			.isEqualTo(json.readTree("{\"type\": \"stdout\", \"data\": \"aGk=\", \"text\": \"hi\"}"));
		assertThat(json.readTree(json.writeValueAsString(new ExecEvent.Stderr(data, "hi"))).get("type").asString())
			.isEqualTo("stderr");
		assertThat(json.readTree(json.writeValueAsString(new ExecEvent.Line(SessionStream.STDERR, "hi", false))))
			.isEqualTo(json
				.readTree("{\"type\": \"stderr\", \"stream\": \"STDERR\", \"text\": \"hi\", \"partial\": false}"));
		assertThat(json.readTree(json.writeValueAsString(new ExecEvent.Exit(3))))
			.isEqualTo(json.readTree("{\"type\": \"exit\", \"exitCode\": 3}"));
	}

}
