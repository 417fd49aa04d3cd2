package ai.miosa.samples.webterminal;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.springframework.beans.factory.annotation.Autowired;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class TabsTests extends BrowserTests {

	@Autowired
	private MiosaSessionRegistry sessions;

	@Test
	void keepsANewShellThatIsOpenedBeforeTheOldConnectionHasClosed() {
		this.page.clickAsSoonAsShown("new-shell");
		this.page.type("exit 3\n");
		this.page.awaitScreen("Ended with exit code 3\nuser@miosa:~$");
		this.page.type("clear; seq 100000; echo still he''re\n");
		this.page.awaitScreen("\n100000\nstill here\n");
		assertThat(this.page.text("state")).startsWith("Connected");
	}

	@Test
	void showsTheTitleOnTheTab() {
		this.page.type("printf '\\e]0;my title\\a'; sleep 1000\n");
		await(() -> this.page.tabs().get(0).getText().equals("my title"));
		assertThat(this.page.tabs().get(0).getAttribute("data-state")).isEqualTo("busy");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		await(() -> "bad".equals(this.page.tabs().get(0).getAttribute("data-state")));
	}

	@Test
	void saysWhyATerminalWasLost() {
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		this.page.element("new-terminal").click();
		this.page.awaitState("The computer is stopped: start it and try again.");
		this.computer.setStatus(this.computer.getComputerId(), State.RUNNING);
		this.page.element("new-shell").click();
		this.page.awaitState("Connected");
	}

	@Test
	void saysThatTheComputerWasStopped() {
		openTerminalThatBreaks();
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		this.page.type("seq 1000\n");
		this.page.awaitState(Explanation.COMPUTER_STOPPED);
	}

	@Test
	void saysThatTheConnectionToTheComputerBroke() {
		openTerminalThatBreaks();
		this.page.type("seq 1000\n");
		this.page.awaitState("The connection to the computer broke: the exit code is not known.");
		this.page.awaitScreen("The connection to the computer broke");
	}

	@Test
	void saysThatAnAdministratorEndedTheTerminal() {
		this.sessions.getSessions().forEach(MiosaSession::close);
		this.page.awaitState("The terminal was ended by an administrator.");
	}

	@Test
	void saysThatTheTerminalWasClosedInAnotherWindow() {
		closeTerminals();
		this.page.awaitState(Explanation.CLOSED);
	}

	@Test
	void saysThatTheUserLoggedOutInAnotherWindow() {
		startSleep("busy");
		String first = driver().getWindowHandle();
		driver().switchTo().newWindow(WindowType.TAB);
		this.page.open(url());
		this.page.awaitScreen("exec sleep");
		this.page.element("logout").click();
		this.page.awaitLogin();
		driver().close();
		driver().switchTo().window(first);
		this.page.awaitLogin();
		assertThat(this.page.text("failure")).isEqualTo("You are logged out.");
	}

	@Test
	void keepsSayingHowATerminalEndedWhenTheConnectionBreaks() throws IOException {
		try (Line line = openOverLine()) {
			this.page.type("exit 3\n");
			this.page.awaitState("Ended with exit code 3");
			line.cut();
			await(() -> this.page.text("health").equals("Health: no answer"));
			assertThat(this.page.text("state")).startsWith("Ended with exit code 3");
			line.repair();
			await(() -> this.page.text("health").equals("Health: up"));
			assertThat(this.page.text("state")).startsWith("Ended with exit code 3");
		}
	}

	@Test
	void warnsBeforeAPageIsLeftWhileACommandRuns() {
		assertThat(this.page.warnsBeforeItIsLeft()).isFalse();
		this.page.type("sleep 1000\n");
		await(() -> this.page.warnsBeforeItIsLeft());
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		await(() -> !this.page.warnsBeforeItIsLeft());
	}

	@Test
	void keepsTenTabsInOneRowAndOpensNoMore() throws IOException {
		for (int i = 1; i < 10; i++) {
			this.page.element("new-terminal").click();
			this.page.awaitState("Connected");
		}
		this.page.element("new-terminal").click();
		this.page.awaitState("You have 10 terminals, which is the limit: close one first.");
		this.page.resize(390, 844, true);
		assertThat(this.page.tabs()).extracting((tab) -> tab.getLocation().getY()).containsOnly(tabsTop());
		assertThat(this.page.overflow()).isZero();
		this.page.screenshot("phone-ten-tabs");
	}

	private int tabsTop() {
		return this.page.tabs().get(0).getLocation().getY();
	}

	private void openTerminalThatBreaks() {
		this.computer.sessionFaults().next(SessionFault.session().dropAfter(400, ConnectionEnd.RESET));
		this.page.element("new-terminal").click();
		this.page.awaitState("Connected");
		this.page.awaitPrompt();
	}

}
