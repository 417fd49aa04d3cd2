package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class AppearanceTests extends BrowserTests {

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 800, false", "phone, 390, 844, true" })
	void looksRight(String name, int width, int height, boolean mobile) throws IOException {
		this.page.resize(width, height, mobile);
		this.page.type("echo \"Hello from $(uname -s)\"\n");
		this.page.awaitScreen("\nHello from Linux\nuser@miosa:~$");
		this.page.type("for i in 1 2 3 4 5 6; do printf \"\\e[3${i}mcolour $i\\e[0m\\n\"; done\n");
		this.page.awaitScreen("\ncolour 6\nuser@miosa:~$");
		takePictures(name);
		assertThat(this.page.overflow()).isZero();
		this.page.showPanel(mobile);
		this.page.run("python", "import json\nprint(json.dumps({n: n * n for n in range(5)}, indent=2))");
		this.page.awaitCommand("Exit code 0");
		takePictures(name + "-command");
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
	void leavesTheEdgesThatAPhoneCoversFree() {
		this.page.resize(390, 844, true);
		this.page.coverEdges(40);
		try {
			assertThat(this.page.padding("header", "top")).isEqualTo("40px");
			assertThat(this.page.padding(".terminals", "bottom")).isEqualTo("40px");
		}
		finally {
			this.page.coverEdges(0);
		}
	}

	@Test
	void drawsWithWebglWhereThereIsButNotDimTextOnWhite() {
		ChromeDriver other = Chromium.find(System.getenv()).orElseThrow().startWithWebgl();
		try {
			other.get(url());
			Page page = new Page(other);
			page.colours("light");
			page.logIn(user(), password());
			await(() -> isDrawnWithWebgl(other));
			page.type("printf '\\e[38;5;2;48;2;2;2;2mcolour\\e[0m\\e[6n'; read -rsdR; touch coloured\n");
			await(() -> Files.exists(this.computer.home().resolve("coloured")));
			assertThat(isDrawnWithWebgl(other)).isTrue();
			page.type("clear; printf '\\e[2mdim\\e[0m\\n'\n");
			await(() -> !isDrawnWithWebgl(other) && page.screen().startsWith("dim\n"));
			assertThat(page.contrast("dim")).isGreaterThanOrEqualTo(4.5);
			page.colours("dark");
			await(() -> isDrawnWithWebgl(other));
		}
		finally {
			other.quit();
		}
	}

	private static boolean isDrawnWithWebgl(ChromeDriver driver) {
		return !driver.findElements(By.cssSelector(".screen:not([hidden]) canvas")).isEmpty()
				&& driver.findElements(By.cssSelector(".screen:not([hidden]) .xterm-rows > div")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void hasNoAccessibilityViolationsInAnyColours(boolean phone) throws IOException {
		this.page.resize(phone ? 390 : 1280, 800, phone);
		for (String scheme : List.of("light", "dark")) {
			this.page.colours(scheme);
			assertThat(this.page.violations()).isEmpty();
			this.page.showPanel(phone);
		}
	}

	private void takePictures(String name) throws IOException {
		for (String scheme : List.of("light", "dark")) {
			this.page.colours(scheme);
			this.page.screenshot(name + "-" + scheme);
		}
	}

}
