package ai.miosa.spring.ai;

import org.junit.jupiter.api.Test;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTextTests {

	@Test
	void saysThatACommandDidNotRun() {
		assertThat(FailureText.of(new MiosaConnectionException("cmp_1 req_1", null, false, null)))
			.isEqualTo("The command did not run. The connection to the computer failed.");
	}

	@Test
	void saysThatACommandMayHaveRun() {
		assertThat(FailureText.of(new MiosaTimeoutException("cmp_1 req_1", null, true, null)))
			.isEqualTo("It is not known whether the command ran or is still running. "
					+ "Look at what it would have changed before you run it again. No answer came in time.");
	}

	@Test
	void hasWordsForAnyFailure() {
		assertThat(FailureText.of(new MiosaException("cmp_1 req_1", null, true, null)))
			.endsWith("The computer did not answer as it should.")
			.doesNotContain("cmp_1", "req_1");
	}

}
