package ai.miosa.spring.exec;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExecResultTests {

	@Test
	void returnsItselfOnSuccess() {
		ExecResult result = new ExecResult(0, "out", "out", "", "req_1");
		assertThat(result.isSuccess()).isTrue();
		assertThat(result.orThrow()).isSameAs(result);
	}

	@Test
	void raisesNonZeroExitCode() {
		ExecResult result = new ExecResult(3, "canary", "canary", null, "req_1");
		assertThat(result.isSuccess()).isFalse();
		assertThatExceptionOfType(ExecFailedException.class).isThrownBy(result::orThrow)
			.withMessageContaining("exitCode=3")
			.withMessageContaining("req_1")
			.withMessageNotContaining("canary")
			.satisfies((ex) -> assertThat(ex.getResult()).isSameAs(result))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@Test
	void toStringShowsSizes() {
		assertThat(new ExecResult(-1, "canary", "canary", null, null)).hasToString(
				"ExecResult[exitCode=-1, output=6 characters, stdout=6 characters, stderr=none, requestId=null]");
	}

}
