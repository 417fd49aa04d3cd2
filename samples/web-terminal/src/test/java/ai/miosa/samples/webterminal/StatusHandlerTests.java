package ai.miosa.samples.webterminal;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class StatusHandlerTests {

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private StatusHandler status;

	@LocalServerPort
	private int port;

	@Test
	void asksForHealthOnceForAllPages() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		Window first = Window.onStatus(visitor).awaitMessage("\"health\":\"UP\"");
		Window second = Window.onStatus(visitor).awaitMessage("\"health\":\"UP\"");
		int before = this.computer.requests();
		this.status.askForHealth();
		Window.await(() -> healths(first) == 2 && healths(second) == 2);
		assertThat(this.computer.requests() - before).isOne();
	}

	@Test
	void tellsOtherPagesThatATerminalWasOpened() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		Window page = Window.onStatus(visitor).awaitMessage("\"terminals\"");
		int before = count(page, "\"terminals\"");
		visitor.openTerminal();
		Window.await(() -> count(page, "\"terminals\"") > before);
	}

	private static int healths(Window page) {
		return count(page, "\"health\"");
	}

	private static int count(Window page, String text) {
		return page.messages().split(text, -1).length - 1;
	}

}
