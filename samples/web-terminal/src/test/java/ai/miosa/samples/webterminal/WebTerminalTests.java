package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.security.autoconfigure.SecurityProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.boot.test.WithMiosaLocalComputer;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@WithMiosaLocalComputer
@RequiresChromium
class WebTerminalTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static ChromeDriver driver;

	private Page page;

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private SecurityProperties security;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void startBrowser() {
		driver = Chromium.find(System.getenv()).orElseThrow().start();
	}

	@AfterAll
	static void stopBrowser() {
		driver.quit();
	}

	@BeforeEach
	void openPage() throws IOException {
		Files.writeString(this.computer.home().resolve(".bashrc"), "PS1='user@miosa:\\w$ '\n");
		this.page = new Page(driver);
		this.page.resize(1280, 800, false);
		this.page.open(url());
		if (this.page.isLogin()) {
			logIn();
		}
		this.page.awaitPrompt();
	}

	@AfterEach
	void closeTerminals() {
		this.page.closeTerminals();
	}

	@Test
	void asksForALogin() {
		driver.manage().deleteAllCookies();
		this.page.open(url());
		this.page.logIn("user", "guess");
		await(() -> this.page.text("failure").equals("User or password is wrong."));
		logIn();
		this.page.awaitPrompt();
	}

	@Test
	void showsWhatTheShellPrints() {
		this.page.type("echo hel''lo\n");
		this.page.awaitScreen("\nhello\n");
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
	void resizesTheTerminalWithTheWindow() {
		this.page.resize(900, 600, false);
		this.page.type("clear; stty size\n");
		await(() -> this.page.screen().startsWith(this.page.size() + "\n"));
		String before = this.page.size();
		this.page.resize(1400, 900, false);
		await(() -> !this.page.size().equals(before));
		this.page.type("clear; stty size\n");
		await(() -> this.page.screen().startsWith(this.page.size() + "\n"));
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
	void takesAPasteOf100Kilobytes() throws IOException {
		String text = "0123456789 abcdefghijklmnopqrstuvwxyz äöü\n".repeat(2400);
		this.page.type("cat > pasted; touch pasted.done\n");
		this.page.awaitScreen("pasted.done\n");
		this.page.paste(text);
		this.page.confirm();
		this.page.type(Keys.chord(Keys.CONTROL, "d"));
		await(() -> Files.exists(this.computer.home().resolve("pasted.done")));
		assertThat(this.computer.home().resolve("pasted")).hasContent(text);
		this.page.awaitPrompt();
	}

	@Test
	void staysUsableWhileOutputNeverStops() {
		this.page.type("yes\n");
		this.page.awaitScreen("\ny\ny\n");
		await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> {
			this.page.run("bash", "echo fine");
			this.page.awaitCommand("Exit code 0");
			return this.page.text("state").startsWith("Connected");
		});
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		this.page.awaitPrompt();
		this.page.type("clear; echo still he''re\n");
		this.page.awaitScreen("still here\n");
	}

	@Test
	void showsALargeFileToItsEnd() {
		this.page.type("seq 2000000 > large; cat large; echo e''nd\n");
		this.page.awaitScreen("\n2000000\nend\n");
	}

	@Test
	void keepsTerminalsApart() {
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
		this.page.element("new-shell").click();
		this.page.awaitState("Connected");
		this.page.awaitScreen("before\nexit\n\nEnded with exit code 3\nuser@miosa:~$");
	}

	@Test
	void catchesUpAfterItWasHidden() {
		this.page.setVisibility("hidden");
		this.page.type("seq 300000; echo e''nd\n");
		awaitIdleShell();
		assertThat(this.page.screen()).doesNotContain("299999");
		this.page.setVisibility("visible");
		this.page.awaitScreen("\n300000\nend\n");
		this.page.type("clear; echo in''order\n");
		this.page.awaitScreen("inorder\n");
	}

	@Test
	void showsOneTerminalInTwoWindows() {
		String first = driver.getWindowHandle();
		driver.switchTo().newWindow(WindowType.WINDOW);
		this.page.open(url());
		this.page.awaitPrompt();
		this.page.type("echo shar''ed\n");
		this.page.awaitScreen("\nshared\n");
		driver.close();
		driver.switchTo().window(first);
		this.page.awaitScreen("\nshared\n");
		assertThat(this.page.tabs()).hasSize(1);
	}

	@Test
	void editsALineWithWideCharacters() {
		this.page.paste("echo 'a\uD83D\uDE00\u6F22\u5B57b'");
		this.page.awaitScreen("b'");
		this.page.type(Keys.HOME, Keys.ARROW_RIGHT, Keys.DELETE, Keys.END, "\n");
		this.page.awaitScreen("eho");
		this.page.type(Keys.ARROW_UP, Keys.HOME, Keys.ARROW_RIGHT, "c", Keys.END, Keys.ARROW_LEFT, Keys.BACK_SPACE,
				"x\n");
		this.page.awaitScreen("\na\uD83D\uDE00\u6F22\u5B57x\n");
		this.page.awaitScreen("$ echo 'a\uD83D\uDE00\u6F22\u5B57x'\n");
	}

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
	void copiesASelectionWithControlC() {
		this.page.allowClipboard(url());
		this.page.type("clear; echo selected; sleep 1000\n");
		await(() -> this.page.screen().startsWith("selected\n"));
		this.page.selectFirstLine();
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		await(() -> this.page.clipboard().equals("selected"));
		assertThat(this.page.screen()).doesNotContain("^C");
		this.page.type(Keys.chord(Keys.CONTROL, "c"));
		this.page.awaitScreen("^C");
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
	void findsTextInTheScrollBack() {
		this.page.type("seq 1000\n");
		this.page.awaitScreen("\n1000\n");
		this.page.type(Keys.chord(Keys.CONTROL, Keys.SHIFT, "f"));
		this.page.element("search-text").sendKeys("123", Keys.ENTER);
		this.page.awaitScreen("\n123\n");
	}

	@Test
	void keepsTheFocusAfterStop() {
		this.page.run("bash", "sleep 1000");
		this.page.awaitCommand("Running");
		this.page.element("stop").click();
		this.page.awaitCommand("Stopped");
		assertThat(driver.switchTo().activeElement().getAttribute("id")).isEqualTo("run");
	}

	@Test
	void readsOutputToScreenReaders() {
		this.page.element("settings").click();
		this.page.element("screen-reader").click();
		this.page.type("echo spo''ken\n");
		await(() -> this.page.spoken().contains("spoken"));
		this.page.element("screen-reader").click();
	}

	@Test
	void showsColoursOfACommandAndNoControlSequences() {
		this.page.run("bash", "printf '50%%\\r100%%\\n\\e]0;title\\a\\e[31mred\\e[0m\\e[K\\n'");
		this.page.awaitCommand("Exit code 0");
		assertThat(this.page.text("command-output")).isEqualTo("100%\nred\n");
		assertThat(driver.findElement(By.cssSelector("#command-output .red")).getText()).isEqualTo("red");
	}

	@Test
	void drawsWithWebglWhereThereIs() {
		ChromeDriver other = Chromium.find(System.getenv()).orElseThrow().startWithWebgl();
		try {
			other.get(url());
			new Page(other).logIn(this.security.getUser().getName(), this.security.getUser().getPassword());
			await(() -> !other.findElements(By.cssSelector(".screen:not([hidden]) canvas")).isEmpty());
			assertThat(other.findElements(By.cssSelector(".xterm-rows > div"))).isEmpty();
		}
		finally {
			other.quit();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void hasNoAccessibilityViolations(boolean phone) throws IOException {
		this.page.resize(phone ? 390 : 1280, 800, phone);
		for (String scheme : List.of("light", "dark")) {
			this.page.colours(scheme);
			assertThat(this.page.violations()).isEmpty();
			this.page.showPanel(phone);
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
		this.page.element("logout").click();
		awaitDeath(pid);
		this.page.awaitLogin();
	}

	@Test
	void leavesTheTerminalWithTheKeyboard() {
		this.page.type(Keys.F6);
		assertThat(driver.switchTo().activeElement().getAttribute("id")).isEqualTo("command");
	}

	@Test
	void showsOutputAsText() {
		this.page.run("bash", "echo '<b id=injected>bold</b>'; exit 4");
		this.page.awaitCommand("Exit code 4 after");
		assertThat(this.page.text("command-output")).isEqualTo("<b id=injected>bold</b>\n");
		assertThat(driver.findElements(By.id("injected"))).isEmpty();
	}

	@Test
	void showsThatACommandRunsAndStopsIt() {
		this.page.run("python", "import time\ntime.sleep(100)");
		this.page.awaitCommand("Running for");
		this.page.element("stop").click();
		this.page.awaitCommand("Stopped");
	}

	@Test
	void showsHealthAndTheExecTimer() {
		this.page.run("bash", "true");
		await(() -> this.page.text("timer").matches("bash\\d+ in .* on average.*"));
		await(() -> this.page.text("health").equals("Health: up"));
		await(() -> this.page.text("health-details").startsWith("Staterunning"));
	}

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

	private void awaitIdleShell() {
		await(() -> "busy".equals(this.page.tabs().get(0).getAttribute("data-state")));
		await(() -> "good".equals(this.page.tabs().get(0).getAttribute("data-state")));
	}

	private void takePictures(String name) throws IOException {
		for (String scheme : List.of("light", "dark")) {
			this.page.colours(scheme);
			this.page.screenshot(Path.of("target/screenshots", name + "-" + scheme + ".png"));
		}
	}

	private long startSleep(String name) {
		Path file = this.computer.home().resolve(name);
		this.page.type("echo $$ > " + name + "; exec sleep 1000\n");
		await(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
		return Long.parseLong(contentOf(file.toFile()).strip());
	}

	private void awaitDeath(long pid) {
		await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
	}

	private void logIn() {
		this.page.logIn(this.security.getUser().getName(), this.security.getUser().getPassword());
	}

	private String url() {
		return "http://127.0.0.1:" + this.port + "/";
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
	}

	private static void await(Callable<Boolean> condition) {
		await().until(condition);
	}

}
