package ai.miosa.spring.job.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that a session of the script answers once there is something to say.
 */
class JobRequestTests {

	@AutoClose
	private final ScriptedComputer computer;

	JobRequestTests(@TempDir Path home) {
		this.computer = new ScriptedComputer(home);
	}

	@Test
	void requestIsAnsweredOnceThereIsOutputOrTheJobHasEnded() throws IOException {
		String incarnation = this.computer
			.start("a", "printf one; until [[ -e go ]]; do sleep 0.05; done; printf two; exit 3")
			.incarnation();
		Process session = this.computer.run(JobComputer.session(List.of("watch")), Map.of(),
				ProcessBuilder.Redirect.PIPE);
		try (BufferedReader lines = session.inputReader(); Writer requests = session.outputWriter()) {
			send(requests, JobComputer.sessionInput() + "1 output a - - - 9\n");
			assertThat(answer(lines)).containsExactly("answer 1", "found a " + incarnation);
			send(requests, "2 output a " + incarnation + " - - 9\n3 outp");
			send(requests, "ut a " + incarnation + " 0 0 2\n");
			assertThat(answer(lines)).containsExactly("answer 3", "stdout 0", "b24=");
			send(requests, "4 output a " + incarnation + " 3 - 9\n5 output a " + incarnation + " - 0 9\n4\n");
			send(requests, "6 output a " + incarnation + " 2 0 9\n7 output unknown - - - 9\n8 output a " + incarnation
					+ " 4 - 9\n");
			assertThat(answer(lines)).containsExactly("answer 6", "stdout 2", "ZQ==");
			assertThat(answer(lines)).containsExactly("answer 7", "error unknown unknown -");
			assertThat(answer(lines)).containsExactly("answer 8", "error truncated stdout");
			Files.createFile(this.computer.home().resolve("go"));
			assertThat(List.of(answer(lines), answer(lines)))
				.allSatisfy((answer) -> assertThat(answer).hasSize(2)
					.last()
					.asString()
					.matches("job a " + incarnation + " EXITED 3 \\d+ \\d+ 6 0"))
				.extracting((answer) -> answer.get(0))
				.containsExactlyInAnyOrder("answer 2", "answer 5");
		}
		assertThat(session.onExit()).succeedsWithin(ScriptedComputer.PATIENCE);
	}

	private static void send(Writer requests, String text) throws IOException {
		requests.write(text);
		requests.flush();
	}

	private static List<String> answer(BufferedReader lines) throws IOException {
		List<String> answer = new ArrayList<>();
		for (String line = lines.readLine(); !line.equals("end-answer"); line = lines.readLine()) {
			if (!line.isEmpty() && !line.equals("miosa-jobs 1")) {
				answer.add(line);
			}
		}
		return answer;
	}

}
