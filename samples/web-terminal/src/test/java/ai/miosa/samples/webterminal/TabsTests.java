package ai.miosa.samples.webterminal;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class TabsTests extends BrowserTests {

	@Test
	void keepsANewShellThatIsOpenedBeforeTheOldConnectionHasClosed() {
		this.page.clickAsSoonAsShown("action");
		this.page.type("exit 3\n");
		this.page.awaitScreen("Ended with exit code 3\nuser@miosa:~$");
		this.page.type("clear; seq 100000; echo still he''re\n");
		this.page.awaitScreen("\n100000\nstill here\n");
		assertThat(this.page.text("state")).startsWith("Connected");
	}

	@Test
	void showsTheTitleOnTheTab() {
		this.page.type("printf '\\e]0;my title\\a'; sleep 1000\n");
		await(() -> this.page.tabs().get(0).getText().equals("▶ my title"));
		assertThat(this.page.tabs().get(0).getAttribute("data-state")).isEqualTo("busy");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		await(() -> "bad".equals(this.page.tabs().get(0).getAttribute("data-state")));
	}

	@Test
	void saysWhyATerminalWasLost() {
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		this.page.element("new-terminal").click();
		await(() -> "lost".equals(this.page.element("bar").getAttribute("data-kind")));
		this.computer.setStatus(this.computer.getComputerId(), State.RUNNING);
		this.page.element("action").click();
		this.page.awaitState("Connected");
	}

	@Test
	void keepsTenTabsInOneRowAndTellsTheLimit() throws IOException {
		for (int i = 1; i < 10; i++) {
			this.page.element("new-terminal").click();
			this.page.awaitState("Connected");
		}
		this.page.element("new-terminal").click();
		this.page.awaitState("The server has 10 terminals, which is the limit. Close one first.");
		this.page.resize(390, 844, true);
		assertThat(this.page.tabs()).extracting((tab) -> tab.getLocation().getY()).containsOnly(tabsTop());
		assertThat(this.page.overflow()).isZero();
		this.page.screenshot("phone-ten-tabs");
	}

	@Test
	void saysThatTheConnectionToTheComputerBroke() {
		openTerminalThatBreaks();
		this.page.type("seq 1000\n");
		await(() -> "lost".equals(this.page.element("bar").getAttribute("data-kind")));
		assertThat(this.page.element("action").getText()).isEqualTo("New shell");
	}

	@Test
	void saysThatTheTerminalWasClosedInAnotherWindow() {
		closeTerminals();
		this.page.awaitState("The terminal was closed in another window.");
	}

	@Test
	void asksForALoginAfterTheUserLoggedOutInAnotherWindow() {
		startSleep("busy");
		String first = driver().getWindowHandle();
		driver().switchTo().newWindow(WindowType.TAB);
		this.page.open(url());
		this.page.awaitScreen("exec sleep");
		this.page.logOut();
		this.page.confirm();
		this.page.awaitLogin();
		driver().close();
		driver().switchTo().window(first);
		this.page.awaitLogin();
		assertThat(this.page.screen()).contains("exec sleep");
	}

	@Test
	void asksBeforeALogoutEndsTheTerminals() {
		long pid = startSleep("running");
		await(() -> "busy".equals(this.page.tabs().get(0).getAttribute("data-state")));
		this.page.logOut();
		assertThat(this.page.text("dialog-detail")).contains("1 of which run a command");
		this.page.cancel();
		assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::isAlive);
		assertThat(this.page.text("state")).startsWith("Connected");
	}

	@Test
	void keepsSayingHowATerminalEndedWhenTheConnectionBreaks() throws IOException {
		try (Line line = openOverLine()) {
			this.page.type("exit 3\n");
			this.page.awaitState("Ended with exit code 3");
			line.cut();
			line.awaitAttempt();
			assertThat(this.page.text("state")).startsWith("Ended with exit code 3");
		}
	}

	@Test
	void returnsToTheSameTabAfterAReload() {
		this.page.type("echo fir''st\n");
		this.page.awaitScreen("\nfirst\n");
		this.page.element("new-terminal").click();
		this.page.awaitPrompt();
		this.page.type("echo sec''ond\n");
		this.page.awaitScreen("\nsecond\n");
		this.page.open(url());
		this.page.awaitScreen("\nsecond\n");
		assertThat(this.page.tabs()).hasSize(2);
	}

	@Test
	void staysLoggedInWhileItIsOnlyWatched() {
		long before = this.page.requests("terminals");
		await(() -> this.page.requests("terminals") > before);
	}

	@Test
	void takesKeysBeforeTheTerminalIsOpen() {
		this.page.element("new-terminal").click();
		this.page.type("echo ear''ly\n");
		this.page.awaitScreen("\nearly\n");
	}

	@Test
	void showsATerminalInAsManyWindowsAsThereAre() {
		long pid = startSleep("shown");
		String first = driver().getWindowHandle();
		for (int i = 0; i < 9; i++) {
			driver().switchTo().newWindow(WindowType.TAB);
			this.page.open(url());
			this.page.awaitScreen("exec sleep");
		}
		this.page.type("typed");
		this.page.closeOtherWindows(first);
		this.page.awaitScreen("typed");
		assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::isAlive);
		assertThat(this.page.text("state")).startsWith("Connected");
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
