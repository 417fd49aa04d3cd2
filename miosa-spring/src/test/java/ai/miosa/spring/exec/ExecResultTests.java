package ai.miosa.spring.exec;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

class ExecResultTests {

	@Test
	void returnsItselfOnSuccess() {
		ExecResult result = ExecResult.of(ExecKind.BASH, "c1", 0, "out");
		assertThat(result.isSuccess()).isTrue();
		assertThat(result.orThrow()).isSameAs(result);
	}

	@Test
	void raisesNonZeroExitCode() {
		ExecResult result = result(3, false);
		assertThat(result.isSuccess()).isFalse();
		assertThatExceptionOfType(ExecFailedException.class).isThrownBy(result::orThrow)
			.withMessage("python failed with exit code 3 (request id req_1) [computer=c1]")
			.satisfies((ex) -> assertThat(ex.getResult()).isSameAs(result))
			.satisfies((ex) -> assertThat(ex.getComputerId()).isEqualTo("c1"))
			.satisfies((ex) -> assertThat(ex.getRequestId()).isEqualTo("req_1"))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@Test
	void raisesATimeoutWhateverTheExitCode() {
		ExecResult result = result(0, true);
		assertThat(result.isSuccess()).isFalse();
		assertThatExceptionOfType(ExecFailedException.class).isThrownBy(result::orThrow)
			.withMessage("python was killed at its timeout (request id req_1) [computer=c1]");
	}

	@Test
	void readsStdoutAsAValue() {
		ExecResult result = ExecResult.of(ExecKind.PYTHON, "c1", 0, "3.5");
		assertThat(result.map(Double.class, (text, type) -> type.cast(Double.valueOf(text)))).isEqualTo(3.5);
	}

	@Test
	void readerMayThrowCheckedExceptions() {
		ExecResult result = ExecResult.of(ExecKind.PYTHON, "c1", 0, "{");
		assertThatRuntimeException().isThrownBy(() -> result.map(String.class, (text, type) -> {
			throw new IOException();
		})).withCauseInstanceOf(IOException.class);
	}

	@Test
	void readsNoValueFromAFailedCommand() {
		assertThatExceptionOfType(ExecFailedException.class)
			.isThrownBy(() -> result(3, false).map(String.class, (text, type) -> text));
	}

	@Test
	void toStringShowsSizes() {
		assertThat(result(-1, false)).hasToString("ExecResult[kind=python, computerId=c1, exitCode=-1, "
				+ "output=6 characters, stdout=6 characters, stderr=0 characters, combined=false, timedOut=false, truncated=true, "
				+ "bytesReplaced=true, requestId=req_1]");
	}

	private static ExecResult result(int exitCode, boolean timedOut) {
		return new ExecResult(ExecKind.PYTHON, "c1", exitCode, "canary", "canary", "", false, timedOut, true, true,
				"req_1");
	}

}
