package ai.miosa.samples.quickstart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class QuickstartTests {

	@Test
	void showsEachResult(CapturedOutput output) {
		TestQuickstartApplication.main(new String[0]);
		assertThat(output.getOut()).containsSubsequence("-- running", "Linux", "-- exit code 0", "hello from /tmp",
				"-- exit code 0", "No such file or directory", "-- exit code 2", "{\"squares\": [0, 1, 4, 9, 16]}",
				"-- exit code 0", "apple", "fig", "pear", "-- exit code 0", "24 80", "40 120", "-- exit code 3",
				"step 1", "-- cut off at byte 7", "step 2", "step 3", "-- exit code 0");
		assertThat(output.getErr()).isEmpty();
	}

}
