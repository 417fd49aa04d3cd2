package ai.miosa.samples.webterminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ExtendWith(OutputCaptureExtension.class)
class RequiresChromiumTests {

	@TempDir
	private Path directory;

	@Test
	void saysThatTheBrowserTestsAreLeftOut(CapturedOutput output) {
		Map<String, String> environment = Map.of("PATH", this.directory.toString());
		assertThat(RequiresChromium.Condition.evaluate(environment).isDisabled()).isTrue();
		assertThat(output.getErr()).contains("NO CHROMIUM");
	}

	@Test
	void failsInCi() {
		Map<String, String> environment = Map.of("PATH", this.directory.toString(), "CI", "true");
		assertThatIllegalStateException().isThrownBy(() -> RequiresChromium.Condition.evaluate(environment))
			.withMessageContaining("NO CHROMIUM");
	}

	@Test
	void runsTheBrowserTestsWhereBothPartsAre() throws Exception {
		for (String name : new String[] { "chromium", "chromedriver" }) {
			assertThat(Files.createFile(this.directory.resolve(name)).toFile().setExecutable(true)).isTrue();
		}
		Map<String, String> environment = Map.of("PATH", this.directory.toString(), "CI", "true");
		assertThat(RequiresChromium.Condition.evaluate(environment).isDisabled()).isFalse();
	}

}
