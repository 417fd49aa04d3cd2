package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class InputTests extends BrowserTests {

	@Test
	void asksBeforeAPasteOfSeveralLines() {
		this.page.paste("touch pasted-1\ntouch pasted-2\n");
		assertThat(this.page.text("dialog-question")).isEqualTo("Paste 3 lines into the terminal?");
		this.page.cancel();
		this.page.type("echo not''hing\n");
		this.page.awaitScreen("\nnothing\n");
		assertThat(this.computer.home().resolve("pasted-1")).doesNotExist();
	}

	@Test
	void editsALineWithWideCharacters() {
		this.page.paste("echo 'a\uD83D\uDE00\u6F22\u5B57b'");
		this.page.awaitScreen("b'");
		this.page.type(Keys.HOME, Keys.ARROW_RIGHT, Keys.DELETE, Keys.END, "\n");
		this.page.awaitScreen("not found\nuser@miosa:~$");
		this.page.type(Keys.ARROW_UP, Keys.HOME, Keys.ARROW_RIGHT, "c", Keys.END, Keys.ARROW_LEFT, Keys.BACK_SPACE,
				"x\n");
		this.page.awaitScreen("\na\uD83D\uDE00\u6F22\u5B57x\n");
		this.page.awaitScreen("$ echo 'a\uD83D\uDE00\u6F22\u5B57x'\n");
	}

	@Test
	void takesAPasteOf100Kilobytes() throws IOException {
		String text = "0123456789 abcdefghijklmnopqrstuvwxyz äöü\n".repeat(2400);
		this.page.type("echo rea''dy; cat > pasted; touch pasted.done\n");
		this.page.awaitScreen("\nready\n");
		this.page.paste(text);
		this.page.confirm();
		this.page.type(Keys.chord(Keys.CONTROL, "d"));
		await(() -> Files.exists(this.computer.home().resolve("pasted.done")));
		assertThat(this.computer.home().resolve("pasted")).hasContent(text);
		this.page.awaitPrompt();
	}

	@Test
	void reportsThatTooMuchInputIsWaiting() {
		this.page.type("stty raw -echo; sleep 1000\n");
		this.page.awaitScreen("sleep 1000");
		this.page.paste("x".repeat(1024 * 1024 + 1));
		this.page.awaitState("Too much input is waiting. The last input was not sent.");
	}

	@Test
	void copiesASelectionWithControlC() {
		this.page.allowClipboard(url());
		this.page.type("clear; echo by-key; sleep 1000\n");
		await(() -> this.page.screen().startsWith("by-key\n"));
		this.page.selectFirstLine();
		assertThat(this.page.clipboard()).isNotEqualTo("by-key");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		await(() -> this.page.clipboard().equals("by-key"));
		assertThat(this.page.screen()).doesNotContain("^C");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		this.page.awaitScreen("^C");
	}

	@Test
	void asksBeforeItOpensALink() {
		this.page.type("clear; echo http://example.test/\n");
		await(() -> this.page.screen().startsWith("http://example.test/\n"));
		this.page.clickFirstLine();
		await(() -> this.page.text("dialog-detail").equals("http://example.test/"));
		this.page.cancel();
		assertThat(driver().getWindowHandles()).hasSize(1);
	}

	@Test
	void findsTextInTheScrollBack() {
		this.page.type("seq 1000\n");
		this.page.awaitScreen("\n1000\n");
		this.page.type(Keys.chord(Keys.CONTROL, Keys.SHIFT, "f"));
		this.page.element("search-text").sendKeys("123", Keys.ENTER);
		this.page.awaitScreen("\n123\n");
	}

	@Test
	void leavesTheTerminalWithTheKeyboard() {
		this.page.type(Keys.chord(Keys.CONTROL, Keys.F6));
		assertThat(driver().switchTo().activeElement().getText()).isEqualTo("Terminal 1");
	}

	@Test
	void passesKeysOnThatLookLikeRepliesFromEachWindow() {
		this.page.type("cat -v\n");
		this.page.awaitScreen("cat -v\n");
		String first = driver().getWindowHandle();
		driver().switchTo().newWindow(WindowType.TAB);
		this.page.open(url());
		this.page.awaitScreen("cat -v\n");
		this.page.type(Keys.F6, Keys.chord(Keys.SHIFT, Keys.F3), Keys.chord(Keys.CONTROL, Keys.F3),
				Keys.chord(Keys.ALT, "]"), "\n");
		this.page.awaitScreen("^[[17~^[[1;2R^[[1;5R^[]");
		driver().close();
		driver().switchTo().window(first);
	}

	@Test
	void pastesWithControlV() {
		this.page.allowClipboard(url());
		this.page.copyToClipboard("echo pas''ted");
		this.page.type(Keys.chord(Keys.CONTROL, "v"));
		this.page.awaitScreen("$ echo pas''ted");
	}

	@Test
	void copiesAndPastesOnAPhone() {
		this.page.allowClipboard(url());
		this.page.resize(390, 844, true);
		this.page.copyToClipboard("echo pas''ted");
		this.page.press("Paste");
		this.page.awaitScreen("$ echo pas''ted");
		this.page.press("Copy");
		assertThat(this.page.text("dialog-detail")).endsWith("$ echo pas''ted");
		this.page.confirm();
		await(() -> this.page.clipboard().endsWith("$ echo pas''ted"));
	}

	@Test
	void scrollsWithAFingerAndHasTheKeysThatAPhoneHasNot() {
		this.page.resize(390, 844, true);
		this.page.type("seq 1000\n");
		this.page.awaitScreen("\n1000\n");
		this.page.swipe(200);
		await(() -> !this.page.screen().contains("\n1000\n"));
		this.page.press("Up");
		this.page.awaitScreen("$ seq 1000");
		this.page.press("Control");
		this.page.type("c");
		this.page.awaitScreen("$ seq 1000^C");
	}

}
