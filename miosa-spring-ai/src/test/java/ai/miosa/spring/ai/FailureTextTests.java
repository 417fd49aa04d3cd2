package ai.miosa.spring.ai;

import org.junit.jupiter.api.Test;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTextTests {

	@Test
	void commandThatDidNotRun() {
		assertThat(FailureText.of(new MiosaConnectionException("cmp_1 req_1", null, false, null), "ai-1"))
			.isEqualTo("The command did not run. The connection to the computer failed.");
	}

	@Test
	void commandThatMayHaveRun() {
		assertThat(FailureText.of(new MiosaTimeoutException("cmp_1 req_1", null, true, null), "ai-1"))
			.isEqualTo("It is not known whether the command ran or is still running. "
					+ "Ask job_status for job ai-1 before you run it again. There was no answer in time.");
	}

	@Test
	void anyFailureHasAText() {
		assertThat(FailureText.of(new MiosaException("cmp_1 req_1", null, true, null)))
			.isEqualTo("The call failed. The computer sent an unexpected answer.");
	}

}
