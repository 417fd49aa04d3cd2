package ai.miosa.samples.webterminal;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

class WebTerminalTests extends BrowserTests {

	@Test
	void asksForALogin() {
		driver().manage().deleteAllCookies();
		this.page.open(url());
		this.page.logIn("user", "guess");
		this.page.awaitFailure("User or password is wrong.");
		logIn();
		this.page.awaitPrompt();
	}

	@Test
	void showsWhatTheShellPrints() {
		this.page.type("echo hel''lo\n");
		this.page.awaitScreen("\nhello\n");
	}

	@Test
	void continuesWithWhatWasTypedMeanwhileOnceItsConnectionIsBack() throws IOException {
		try (Line line = openOverLine()) {
			this.page.type("echo be''fore\n");
			this.page.awaitScreen("\nbefore\n");
			this.page.awaitPrompt();
			line.cut();
			this.page.awaitState("Reconnecting");
			this.page.type("echo af''ter\n");
			line.repair();
			this.page.awaitScreen("\nbefore\nuser@miosa:~$ echo af''ter\nafter\n");
		}
	}

	@Test
	void keepsTheSizeOfTheTerminalWhileItReconnects() throws IOException {
		try (Line line = openOverLine()) {
			startToReportSizes();
			int rows = this.page.rows();
			line.cut();
			this.page.awaitState("Reconnecting");
			line.awaitAttempt();
			assertThat(this.page.rows()).isEqualTo(rows);
			assertThat(this.page.takesClicks("state")).isFalse();
			line.repair();
			this.page.awaitState("Connected");
			assertNotResized();
		}
	}

	@Test
	void findsItsTerminalsAgainAfterAReload() {
		long pid = startSleep("survivor");
		this.page.open(url());
		this.page.awaitScreen("exec sleep 1000");
		assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::isAlive);
		assertThat(this.page.tabs()).hasSize(1);
	}

	@Test
	void endsTheCommandWithTheLogout() {
		long pid = startSleep("logged-in");
		this.page.logOut();
		this.page.confirm();
		awaitDeath(pid);
		this.page.awaitLogin();
	}

	@Test
	void interruptsWithControlC() {
		this.page.type("sleep 1000\n");
		this.page.awaitScreen("sleep 1000\n");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		this.page.awaitScreen("^C\n");
		this.page.type("echo $?\n");
		this.page.awaitScreen("\n130\n");
	}

	@Test
	void executesNothingThatIsHiddenInAPaste() {
		this.page.paste("echo \u001b[20\u001b[201~1~safe");
		this.page.awaitScreen("$ echo [20[201~1~safe");
	}

	@Test
	void keepsTerminalsSeparate() {
		long first = startSleep("first");
		this.page.element("new-terminal").click();
		this.page.awaitPrompt();
		long second = startSleep("second");
		this.page.tabs().get(0).click();
		this.page.awaitScreen("first");
		this.page.closeTab("Close Terminal 1");
		this.page.confirm();
		awaitDeath(first);
		this.page.awaitScreen("second");
		assertThat(ProcessHandle.of(second)).hasValueSatisfying(ProcessHandle::isAlive);
		assertThat(this.page.tabs()).hasSize(1);
	}

	@Test
	void showsTheExitCodeAndOpensANewShellBelowIt() {
		this.page.type("echo be''fore; exit 3\n");
		this.page.awaitState("Ended with exit code 3");
		this.page.element("action").click();
		this.page.awaitState("Connected");
		this.page.awaitScreen("before\nexit\n\nEnded with exit code 3\nuser@miosa:~$");
		assertThat(this.page.tabs()).hasSize(1);
		assertThat(openTerminals()).isEqualTo(1);
	}

	@Test
	void hasNoAccessibilityViolations() throws IOException {
		assertThat(this.page.violations()).isEmpty();
	}

}
