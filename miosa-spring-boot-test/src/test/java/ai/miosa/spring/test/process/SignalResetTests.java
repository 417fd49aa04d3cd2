package ai.miosa.spring.test.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SignalResetTests {

	@ParameterizedTest
	@Tag("thorough")
	@MethodSource
	void restoresWhatAProcessInherits(List<String> reset) throws Exception {
		Process process = startWithIgnoredSignals(reset, "grep", "-E", "Sig(Blk|Ign)", "/proc/self/status");
		assertThat(process.inputReader().lines()).hasSize(2).allMatch((line) -> signals(line) == 0);
	}

	@ParameterizedTest
	@Tag("thorough")
	@MethodSource("restoresWhatAProcessInherits")
	void reportsAMissingProgramAsAShellDoes(List<String> reset) throws Exception {
		Process process = startWithIgnoredSignals(reset, "no-such-program");
		assertThat(process.errorReader().lines()).singleElement().asString().contains("no-such-program");
		assertThat(process.waitFor()).isEqualTo(127);
	}

	// Without 32 and 33, which the C library keeps to itself
	private static long signals(String line) {
		return Long.parseLong(line.substring(line.indexOf('\t') + 1), 16) & ~0x180000000L;
	}

	static Stream<List<String>> restoresWhatAProcessInherits() {
		return Stream.of(SignalReset.ENV, SignalReset.PYTHON);
	}

	private static Process startWithIgnoredSignals(List<String> reset, String... program) throws Exception {
		List<String> command = new ArrayList<>(List.of("bash", "-c", "trap '' HUP INT QUIT PIPE; exec \"$@\"", "bash"));
		command.addAll(reset);
		command.addAll(List.of(program));
		return new ProcessBuilder(command).start();
	}

}
