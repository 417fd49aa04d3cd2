package ai.miosa.spring.attack;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ai.miosa.spring.MiosaOutputTooLargeException;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Output up to the limit, output beyond it, and output that is not text.
 */
class LargeOutputTests {

	private static final int SIZE = 20_000_000;

	private static final ExecOptions LONG = ExecOptions.builder().timeout(Duration.ofMinutes(2)).build();

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void belowTheLimitIsComplete(Connector connector) throws Exception {
		try (RawServer server = RawServer.http(LargeOutputTests::answer);
				Application application = Application.start(connector, server.baseUrl(),
						"miosa.exec.max-output-size=64MB")) {
			ExecResult result = application.miosa().bash("cmp_1", "large", LONG);
			assertThat(result.output().length()).isEqualTo(SIZE);
			assertThat(result.exitCode()).isEqualTo(7);
			assertThat(result.bytesReplaced()).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void beyondTheLimitNamesTheProperty(Connector connector) throws Exception {
		try (RawServer server = RawServer.http(LargeOutputTests::answer);
				Application application = Application.start(connector, server.baseUrl(),
						"miosa.exec.max-output-size=1MB")) {
			assertThatExceptionOfType(MiosaOutputTooLargeException.class)
				.isThrownBy(() -> application.miosa().bash("cmp_1", "large", LONG))
				.withMessageContaining("miosa.exec.max-output-size")
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		}
	}

	private static void answer(RawServer.Connection connection) throws Exception {
		connection.readRequest();
		byte[] start = "{\"output\": \"".getBytes(StandardCharsets.US_ASCII);
		byte[] end = "\", \"exit_code\": 7}".getBytes(StandardCharsets.US_ASCII);
		connection.write("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: "
				+ (start.length + SIZE + end.length) + "\n\n");
		connection.write(start);
		byte[] piece = new byte[1_000_000];
		Arrays.fill(piece, (byte) 'x');
		for (int sent = 0; sent < SIZE; sent += piece.length) {
			connection.write(piece);
		}
		connection.write(end);
		connection.awaitClose();
	}

	@ParameterizedTest
	@EnumSource
	void thatIsNotUtf8IsReplacedAndMarked(Connector connector) throws Exception {
		byte[] body = "{\"output\": \"caf\u00e9\", \"exit_code\": 0}".getBytes(StandardCharsets.ISO_8859_1);
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
			connection
				.write("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: " + body.length + "\n\n");
			connection.write(body);
		})); Application application = Application.start(connector, server.baseUrl())) {
			ExecResult result = application.miosa().bash("cmp_1", "latin");
			assertThat(result.output()).isEqualTo("caf\ufffd");
			assertThat(result.bytesReplaced()).isTrue();
		}
	}

}
