package ai.miosa.spring.attack;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import ai.miosa.spring.exec.ExecResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command never gets the result of another, whatever interim responses a server sends.
 */
@Tag("race")
class InterimResponseTests {

	private static final int[] STATUSES = { 100, 102, 103, 104, 199 };

	private static final Pattern NUMBER = Pattern.compile("echo (\\d+)");

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void everyCommandPrintsItsOwnNumber(Connector connector) throws Exception {
		int commands = Repetitions.of(300);
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
			Matcher matcher = NUMBER.matcher(request.body());
			assertThat(matcher.find()).isTrue();
			int number = Integer.parseInt(matcher.group(1));
			connection.write("HTTP/1.1 " + STATUSES[number % STATUSES.length] + " X\n\n");
			connection.result(matcher.group(1), number % 256);
		})); Application application = Application.start(connector, server.baseUrl(), "miosa.exec.grace-period=1m")) {
			List<Integer> wrong = Flux.range(0, commands)
				.flatMap((number) -> application.reactive()
					.bash("cmp_1", "echo " + number)
					.filter((result) -> !isOf(result, number))
					.map((result) -> number), 8)
				.collectList()
				.block();
			assertThat(wrong).isEmpty();
			assertThat(server.arrived()).hasSize(commands);
		}
	}

	private static boolean isOf(ExecResult result, int number) {
		return result.output().equals(String.valueOf(number)) && result.exitCode() == number % 256;
	}

}
