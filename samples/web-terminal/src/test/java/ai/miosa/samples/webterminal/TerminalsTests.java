package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ResponseStatusException;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.TerminalSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WebTerminalTest
class TerminalsTests {

	private static final TerminalSize SIZE = new TerminalSize(80, 24);

	@Autowired
	private MiosaExecTemplate miosa;

	@Test
	void limitsTheTerminalsOfAllUsers() {
		Terminals terminals = new Terminals(this.miosa, new WebTerminalProperties(2, 2, 1, Duration.ofMinutes(1),
				DataSize.ofKilobytes(64), DataSize.ofKilobytes(32), DataSize.ofKilobytes(32)));
		terminals.open("first", SIZE, null);
		terminals.open("second", SIZE, null);
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> terminals.open("third", SIZE, null))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE))
			.withMessageContaining("The server has as many terminals as it may have.");
		terminals.closeAll();
		terminals.stop();
	}

}
