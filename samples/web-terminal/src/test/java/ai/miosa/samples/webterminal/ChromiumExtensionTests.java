package ai.miosa.samples.webterminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ChromiumExtensionTests {

	@TempDir
	private Path directory;

	@Test
	void skipsTheTestAndSaysWhatToInstall() {
		Map<String, String> environment = Map.of("PATH", this.directory.toString());
		ConditionEvaluationResult result = ChromiumExtension.evaluate(environment);
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason()).hasValueSatisfying((reason) -> assertThat(reason).contains("apt-get install"));
	}

	@Test
	void failsInCi() {
		Map<String, String> environment = Map.of("PATH", this.directory.toString(), "CI", "true");
		assertThatIllegalStateException().isThrownBy(() -> ChromiumExtension.evaluate(environment))
			.withMessageContaining("apt-get install");
	}

	@Test
	void runsTheBrowserTestsWhereBothPartsAre() throws Exception {
		for (String name : new String[] { "chromium", "chromedriver" }) {
			assertThat(Files.createFile(this.directory.resolve(name)).toFile().setExecutable(true)).isTrue();
		}
		Map<String, String> environment = Map.of("PATH", this.directory.toString(), "CI", "true");
		assertThat(ChromiumExtension.evaluate(environment).isDisabled()).isFalse();
	}

}
