package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WindowType;

import ai.miosa.spring.computer.ComputerStatus.State;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class AppearanceTests extends BrowserTests {

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 800, false", "phone, 390, 844, true", "landscape, 844, 390, true" })
	void looksRight(String name, int width, int height, boolean mobile) throws IOException {
		this.page.resize(width, height, mobile);
		this.page.type("clear; echo \"Hello from $(uname -s)\"\n");
		this.page.awaitScreen("Hello from Linux\nuser@miosa:~$");
		this.page.type("for i in 1 2 3 4 5 6; do printf \"\\e[3${i}mcolour $i \\e[9${i}mbright\\e[0m\\n\"; done\n");
		this.page.awaitScreen("\ncolour 6 bright\nuser@miosa:~$");
		takePictures(name);
		this.page.element("menu").click();
		this.page.screenshot(name + "-menu");
		this.page.element("menu").click();
		assertThat(this.page.overflow()).isZero();
		this.page.startJob("echo job; exit 3");
		this.page.awaitState("Ended with exit code 3");
		this.page.showJobs();
		await(() -> this.page.jobs().toString().contains("Ended with exit code 3"));
		takePictures(name + "-job");
		assertThat(this.page.overflow()).isZero();
		this.page.element("close-jobs").click();
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		this.page.element("new-terminal").click();
		await(() -> "lost".equals(this.page.element("bar").getAttribute("data-kind")));
		takePictures(name + "-error");
		assertThat(this.page.overflow()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void keepsInverseAndDimTextReadable(String scheme) {
		this.page.colours(scheme);
		this.page.type("clear; printf '\\e[7minverse\\e[0m \\e[2mdim\\e[0m\\n'\n");
		await(() -> this.page.screen().startsWith("inverse dim\n"));
		assertThat(this.page.contrast("inverse")).isGreaterThan(9);
		assertThat(this.page.contrast("dim")).isGreaterThanOrEqualTo(4.5);
	}

	@Test
	void distinguishesNormalFromBrightColoursAndGivesMoreContrastOnDemand() {
		this.page.colours("light");
		this.page.type("clear; printf '\\e[31mnormal\\e[91mbright\\e[0m\\n'\n");
		await(() -> this.page.screen().startsWith("normalbright\n"));
		assertThat(this.page.contrast("normal")).isNotEqualTo(this.page.contrast("bright"));
		this.page.media("prefers-contrast", "more");
		await(() -> this.page.contrast("bright") >= 9);
	}

	@Test
	void showsTheWholeOfATerminalThatFitsAnotherWindow() {
		String first = driver().getWindowHandle();
		driver().switchTo().newWindow(WindowType.WINDOW);
		this.page.resize(1280, 800, false);
		this.page.open(url());
		this.page.awaitPrompt();
		this.page.type("clear; seq 100; stty size\n");
		this.page.awaitScreen("\n100\n" + this.page.size() + "\n");
		driver().switchTo().window(first);
		this.page.resize(500, 300, false);
		driver().switchTo()
			.window(driver().getWindowHandles().stream().filter((each) -> !each.equals(first)).findFirst().get());
		this.page.type("echo wi''de\n");
		driver().switchTo().window(first);
		this.page.awaitScreen("\nwide\n");
		await(this.page::showsTheWholeTerminal);
	}

	@Test
	void leavesTheEdgesThatAPhoneCoversFree() {
		this.page.resize(390, 844, true);
		this.page.coverEdges(40);
		try {
			assertThat(this.page.padding("body", "top")).isEqualTo("40px");
			assertThat(this.page.padding("body", "bottom")).isEqualTo("40px");
		}
		finally {
			this.page.coverEdges(0);
		}
	}

	@Test
	void leavesRoomForTheTerminalAboveTheKeyboardOfAPhoneInLandscape() {
		this.page.resize(844, 170, true);
		await(() -> Integer.parseInt(this.page.size().split(" ")[0]) >= 5);
	}

	@Test
	void blinksNoCursorUnderReducedMotion() {
		assertThat(this.page.cursorBlinks()).isTrue();
		this.page.media("prefers-reduced-motion", "reduce");
		await(() -> !this.page.cursorBlinks());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void hasNoAccessibilityViolationsInAnyColours(boolean phone) throws IOException {
		this.page.resize(phone ? 390 : 1280, 800, phone);
		for (String scheme : List.of("light", "dark")) {
			this.page.colours(scheme);
			assertThat(this.page.violations()).isEmpty();
			this.page.showJobs();
		}
	}

	private void takePictures(String name) throws IOException {
		for (String scheme : List.of("light", "dark")) {
			this.page.colours(scheme);
			this.page.screenshot(name + "-" + scheme);
		}
		this.page.media("forced-colors", "active");
		this.page.screenshot(name + "-forced");
	}

}
