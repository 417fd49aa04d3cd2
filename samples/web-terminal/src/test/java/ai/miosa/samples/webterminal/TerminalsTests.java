package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
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
	void closesATerminalThatNoPageHasShownForAWhile() {
		Terminals terminals = terminals(Duration.ofMinutes(1));
		terminals.open("user", SIZE);
		terminals.closeAbandoned();
		assertThat(terminals.of("user")).hasSize(1);
		terminals.closeAll();
		Terminals impatient = terminals(Duration.ofNanos(-1));
		impatient.open("user", SIZE);
		impatient.closeAbandoned();
		assertThat(impatient.of("user")).isEmpty();
	}

	@Test
	void limitsTheTerminalsOfAllUsers() {
		Terminals terminals = terminals(Duration.ofMinutes(1));
		terminals.open("first", SIZE);
		terminals.open("second", SIZE);
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> terminals.open("third", SIZE))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE))
			.withMessageContaining("The server has 2 terminals, which is the limit. Close one first.");
		terminals.closeAll();
		terminals.open("third", SIZE);
		terminals.closeAll();
	}

	private Terminals terminals(Duration keep) {
		return new Terminals(this.miosa, new WebTerminalProperties(2, keep));
	}

}
