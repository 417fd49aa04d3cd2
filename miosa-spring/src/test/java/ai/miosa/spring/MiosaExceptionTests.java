package ai.miosa.spring;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.serializer.support.SerializationDelegate;

import ai.miosa.spring.exec.ExecFailedException;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJobFailedException;
import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.MiosaSessionLostException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties of exceptions survive serialization, such as in a job repository.
 */
class MiosaExceptionTests {

	@Test
	void lostSessionKeepsItsOutput() throws Exception {
		CapturedOutput output = new CapturedOutput("head".getBytes(StandardCharsets.UTF_8),
				"tail".getBytes(StandardCharsets.UTF_8), 10);
		MiosaSessionLostException copy = copy(new MiosaSessionLostException(
				MiosaSessionLostException.Reason.CONNECTION_LOST, "Lost", "c1", output, output, null));
		assertThat(copy.getReason()).isEqualTo(MiosaSessionLostException.Reason.CONNECTION_LOST);
		assertThat(copy.getStdout().text()).isEqualTo(output.text());
		assertThat(copy.getStderr().totalBytes()).isEqualTo(10);
	}

	@Test
	@Tag("thorough")
	void failedJobKeepsItsStatus() throws Exception {
		JobStatus status = new JobStatus("build", "1", JobState.LOST, null, null, Instant.EPOCH, null, 1, 2);
		assertThat(copy(new MiosaJobFailedException("Lost", "c1", status)).getJobStatus()).isEqualTo(status);
	}

	@Test
	void failedCommandKeepsItsResult() throws Exception {
		ExecResult result = ExecResult.of(ExecKind.BASH, "c1", 3, "out");
		assertThat(copy(new ExecFailedException(result)).getResult()).isEqualTo(result);
	}

	@SuppressWarnings("unchecked")
	private static <T extends MiosaException> T copy(T exception) throws Exception {
		SerializationDelegate serialization = new SerializationDelegate(MiosaExceptionTests.class.getClassLoader());
		T copy = (T) serialization.deserializeFromByteArray(serialization.serializeToByteArray(exception));
		assertThat(copy).hasMessage(exception.getMessage()).returns("c1", MiosaException::getComputerId);
		return copy;
	}

}
