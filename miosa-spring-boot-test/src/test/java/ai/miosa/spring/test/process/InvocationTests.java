package ai.miosa.spring.test.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arguments and environment that a process receives if the charset of the locale is
 * ASCII.
 */
class InvocationTests {

	private static final String TEXT = "ü 'żółw' \\303 $HOME \"x\"\t\n😀";

	private static final List<String> ARGUMENTS = List.of("bash", "-c", "printf '%s|' \"$A\" \"$B\" \"$@\"", "bash",
			TEXT, "");

	@Test
	void charactersThatAreNotInTheCharsetArrive() throws IOException {
		Invocation invocation = Invocation.of(ARGUMENTS, Map.of("A", TEXT, "B", "plain"),
				Set.of(StandardCharsets.US_ASCII));
		assertThat(invocation.environment()).isEqualTo(Map.of("B", "plain"));
		assertThat(String.join("", invocation.arguments())).matches("\\p{ASCII}*");
		ProcessBuilder builder = new ProcessBuilder(invocation.arguments());
		builder.environment().putAll(invocation.environment());
		Process process = builder.start();
		assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.isEqualTo(TEXT + "|plain|" + TEXT + "||");
	}

	@Test
	void otherCommandsAreStartedAsTheyAre() {
		Map<String, String> environment = Map.of("A", TEXT);
		assertThat(Invocation.of(ARGUMENTS, environment, Set.of(StandardCharsets.UTF_8)))
			.isEqualTo(new Invocation(ARGUMENTS, environment));
	}

}
