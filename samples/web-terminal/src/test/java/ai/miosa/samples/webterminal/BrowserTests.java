package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.security.autoconfigure.SecurityProperties;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * Tests in a real browser, whose page has one terminal that shows a prompt.
 */
@WebTerminalTest
@RequiresChromium
abstract class BrowserTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private ChromeDriver driver;

	Page page;

	@Autowired
	MiosaLocalComputer computer;

	@Autowired
	private Terminals terminals;

	@Autowired
	private SecurityProperties security;

	@LocalServerPort
	private int port;

	@BeforeEach
	void openPage(ChromeDriver driver) throws IOException {
		Files.writeString(this.computer.home().resolve(".bashrc"), "PS1='user@miosa:\\w$ '\n");
		this.driver = driver;
		this.page = new Page(driver);
		this.page.closeOtherWindows();
		this.page.resize(1280, 800, false);
		this.page.colours("dark");
		this.page.open(url());
		if (this.page.isLogin()) {
			logIn();
		}
		this.page.awaitPrompt();
	}

	@AfterEach
	void cleanUp() {
		this.page.forgetSettings();
		// A page that stays open attaches to the terminals of the tests that follow
		this.page.closeOtherWindows();
		this.driver.get("about:blank");
		closeTerminals();
	}

	// By the server's own means, so that the next test finds none whatever state the page
	// is in
	void closeTerminals() {
		this.terminals.of(user()).forEach((terminal) -> this.terminals.close(user(), terminal.id()));
	}

	int openTerminals() {
		return this.terminals.of(user()).size();
	}

	void logIn() {
		this.page.logIn(user(), password());
	}

	ChromeDriver driver() {
		return this.driver;
	}

	String user() {
		return this.security.getUser().getName();
	}

	String password() {
		return this.security.getUser().getPassword();
	}

	/**
	 * Open the page again over a line that can be cut.
	 */
	Line openOverLine() throws IOException {
		Line line = new Line(this.port);
		this.page.open(line.url());
		this.page.awaitPrompt();
		return line;
	}

	int port() {
		return this.port;
	}

	String url() {
		return "http://127.0.0.1:" + this.port + "/";
	}

	long startSleep(String name) {
		Path file = this.computer.home().resolve(name);
		this.page.type("echo $$ > " + name + "; exec sleep 1000\n");
		await(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
		return Long.parseLong(contentOf(file.toFile()).strip());
	}

	/**
	 * Start a program that prints a word if its terminal is resized.
	 */
	void startToReportSizes() {
		this.page.type("bash -c \"trap 'echo re''sized' WINCH; echo rea''dy; while read -r; do echo li''ne; done\"\n");
		this.page.awaitScreen("\nready\n");
	}

	void assertNotResized() {
		this.page.type("\n");
		this.page.awaitScreen("\nline\n");
		assertThat(this.page.screen()).doesNotContain("resized");
	}

	void awaitDeath(long pid) {
		await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
	}

	static void await(Callable<Boolean> condition) {
		await().until(condition);
	}

}
