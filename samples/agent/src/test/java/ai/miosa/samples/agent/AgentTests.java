package ai.miosa.samples.agent;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class AgentTests {

	private final InputStream console = System.in;

	@AfterEach
	void restoreConsole() {
		System.setIn(this.console);
	}

	@Test
	void worksOnTheComputerUntilItHasAnAnswer(CapturedOutput output) {
		type("y\n");
		TestAgentApplication.main(new String[0]);
		assertThat(output.getOut()).startsWith("The model is scripted")
			.containsSubsequence("Task: find out why", "bash> ls -R", "-- exit code: 0 (", "python> from pathlib",
					"-- exit code: 0 (", "bash> python3 -m unittest", "-- exit code: 0 (", "bash> rm -rf __pycache__",
					"?? This is risky. Run it? [y/N] allowed", "-- exit code: 0 (", "Answer: discount()");
		assertThat(output.getErr()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void runsNothingThatIsRejected(CapturedOutput output) {
		type("");
		TestAgentApplication.main(new String[0]);
		assertThat(output.getOut()).containsSubsequence("bash> rm -rf __pycache__",
				"?? This is risky. Run it? [y/N] rejected",
				"-- Nothing was run: the call was rejected. The user does not want that. (", "Answer: discount()");
	}

	private static void type(String text) {
		System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

}
