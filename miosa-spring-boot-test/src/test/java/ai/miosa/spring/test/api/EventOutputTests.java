package ai.miosa.spring.test.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import ai.miosa.spring.test.process.CommandOutput.Source;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotResult.End;

import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * Output as server-sent events.
 */
class EventOutputTests {

	@Test
	void backgroundProcessDoesNotWriteToTheConnectionAfterTheExitEvent() throws IOException {
		OutputStream out = mock(OutputStream.class);
		EventOutput output = new EventOutput(out);
		output.close();
		output.end(new OneShotResult(End.EXITED, 0, Duration.ZERO));
		clearInvocations(out);
		byte[] line = "late\n".getBytes(StandardCharsets.UTF_8);
		output.append(Source.STDOUT, line, line.length);
		verifyNoInteractions(out);
	}

}
