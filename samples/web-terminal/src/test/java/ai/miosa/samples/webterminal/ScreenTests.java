package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class ScreenTests extends BrowserTests {

	@Test
	void resizesTheTerminalWithTheWindow() {
		String initial = this.page.size();
		this.page.resize(900, 600, false);
		await(() -> !this.page.size().equals(initial));
		this.page.type("clear; stty size\n");
		await(() -> this.page.screen().startsWith(this.page.size() + "\n"));
		String before = this.page.size();
		this.page.resize(1400, 900, false);
		await(() -> !this.page.size().equals(before));
		this.page.type("clear; stty size\n");
		await(() -> this.page.screen().startsWith(this.page.size() + "\n"));
	}

	@Test
	void runsAFullScreenProgram() {
		this.page.type("seq 1000 | less\n");
		this.page.awaitScreen("\n3\n4\n5\n");
		this.page.type("G");
		this.page.awaitScreen("\n1000\n(END)");
		this.page.type("q");
		this.page.awaitScreen("$ seq 1000 | less\n");
	}

	@Test
	void staysUsableWhileOutputNeverStops() {
		this.page.type("yes\n");
		this.page.awaitScreen("\ny\ny\n");
		assertThat(this.page.text("state")).startsWith("Connected");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		this.page.awaitPrompt();
		this.page.type("clear; echo still he''re\n");
		this.page.awaitScreen("still here\n");
	}

	@Test
	void showsALargeFileToItsEnd() {
		this.page.type("seq 500000 > large; cat large; echo e''nd\n");
		this.page.awaitScreen("\n500000\nend\n");
	}

	@Test
	void catchesUpAfterItWasHidden() {
		this.page.setVisibility("hidden");
		this.page.type("seq 300000; echo e''nd; touch through\n");
		await(() -> Files.exists(this.computer.home().resolve("through")));
		assertThat(this.page.screen()).doesNotContain("299999");
		this.page.setVisibility("visible");
		this.page.awaitScreen("\n300000\nend\n");
		this.page.type("clear; echo in''order\n");
		this.page.awaitScreen("inorder\n");
	}

	@Test
	void showsOneTerminalInTwoWindows() {
		String first = driver().getWindowHandle();
		driver().switchTo().newWindow(WindowType.WINDOW);
		this.page.open(url());
		this.page.awaitPrompt();
		this.page.type("echo shar''ed\n");
		this.page.awaitScreen("\nshared\n");
		driver().close();
		driver().switchTo().window(first);
		this.page.awaitScreen("\nshared\n");
		assertThat(this.page.tabs()).hasSize(1);
	}

	@Test
	void readsOutputToScreenReaders() {
		this.page.element("menu").click();
		this.page.element("screen-reader").click();
		this.page.type("echo spo''ken\n");
		await(() -> this.page.spoken().contains("spoken"));
		this.page.element("screen-reader").click();
	}

	@Test
	void noticesAConnectionThatDiedSilentlyAndSendsWhatWasTypedOnce() throws IOException {
		try (Line line = openOverLine()) {
			line.freeze();
			this.page.type("echo ty''ped >> typed; cat typed\n");
			this.page.awaitState("Your last input has not been taken yet.");
			this.page.awaitState("Reconnecting");
			line.thaw();
			this.page.awaitScreen("cat typed\ntyped\nuser@miosa:~$");
			assertThat(this.computer.home().resolve("typed")).hasContent("typed\n");
		}
	}

	@Test
	void reconnectsImmediatelyWhenTheBrowserIsOffline() {
		assertThat(this.page.stateWhenOffline()).startsWith("Reconnecting")
			.contains("The terminal is kept until ", "or while a command runs");
		this.page.type("echo on''line\n");
		this.page.awaitScreen("\nonline\n");
	}

}
