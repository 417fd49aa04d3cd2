package ai.miosa.spring.attack;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import ai.miosa.spring.exec.ExecResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command never gets the result of another, whatever interim responses a server sends.
 */
class InterimResponseTests {

	private static final int COMMANDS = 300;

	private static final Pattern NUMBER = Pattern.compile("echo (\\d+)");

	static Stream<Arguments> servers() {
		return Stream.of(Connector.values())
			.flatMap((connector) -> IntStream.of(100, 102, 103, 104, 199)
				.mapToObj((status) -> Arguments.of(connector, status)));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void everyCommandPrintsItsOwnNumber(Connector connector, int status) throws Exception {
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
			connection.write("HTTP/1.1 " + status + " X\n\n");
			Matcher number = NUMBER.matcher(request.body());
			assertThat(number.find()).isTrue();
			connection.result(number.group(1), Integer.parseInt(number.group(1)) % 256);
		})); Application application = Application.start(connector, server.baseUrl(), "miosa.exec.grace-period=10s")) {
			List<Integer> wrong = Flux.range(0, COMMANDS)
				.flatMap((number) -> application.reactive()
					.bash("cmp_1", "echo " + number)
					.filter((result) -> !isOf(result, number))
					.map((result) -> number), 8)
				.collectList()
				.block(Duration.ofSeconds(60));
			assertThat(wrong).isEmpty();
			assertThat(server.arrived()).hasSize(COMMANDS);
		}
	}

	private static boolean isOf(ExecResult result, int number) {
		return result.output().equals(String.valueOf(number)) && result.exitCode() == number % 256;
	}

}
