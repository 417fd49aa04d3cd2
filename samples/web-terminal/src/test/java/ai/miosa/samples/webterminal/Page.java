package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/**
 * The web terminal in the browser: what can be read on it and done with it.
 */
class Page {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String SCREEN = """
			return [...document.querySelectorAll('.screen:not([hidden]) .xterm-rows > div')]
				.map((row) => row.textContent.replaceAll('\\u00a0', ' ').trimEnd()).join('\\n');
			""";

	private static final String PASTE = """
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', arguments[0]);
			document.querySelector('.screen:not([hidden]) textarea')
				.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
			""";

	// As the page sees it when another tab or window is in front of it
	private static final String SET_VISIBILITY = """
			Object.defineProperty(document, 'visibilityState', { value: arguments[0], configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	private static final String VIOLATIONS = """
			const done = arguments[0];
			axe.run().then(({ violations }) => done(violations
				.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)));
			""";

	private static final String CLOSE_TERMINALS = """
			const done = arguments[0];
			import('/http.js').then(async ({ request }) => {
				const terminals = await (await request('terminals')).json();
				await Promise.all(terminals.map(({ id }) => request(`terminals/${id}`, { method: 'DELETE' })));
			}).catch(() => {}).finally(done);
			""";

	private final ChromeDriver driver;

	Page(ChromeDriver driver) {
		this.driver = driver;
	}

	void open(String url) {
		this.driver.get(url);
	}

	boolean isLogin() {
		return !this.driver.findElements(By.name("password")).isEmpty();
	}

	void logIn(String user, String password) {
		element("username").clear();
		element("username").sendKeys(user);
		element("password").clear();
		element("password").sendKeys(password);
		this.driver.findElement(By.cssSelector("button[type=submit]")).click();
	}

	void awaitLogin() {
		await(this::isLogin, "the login page");
	}

	String screen() {
		return (String) this.driver.executeScript(SCREEN);
	}

	void awaitScreen(String text) {
		await(() -> screen().contains(text), "\"" + text + "\" on the screen");
	}

	void awaitPrompt() {
		await(() -> screen().stripTrailing().endsWith("$"), "a prompt");
	}

	void awaitState(String text) {
		await(() -> text("state").startsWith(text), "the state \"" + text + "\"");
	}

	private void await(Callable<Boolean> condition, String what) {
		Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
	}

	void type(CharSequence... keys) {
		this.driver.findElement(By.cssSelector(".screen:not([hidden]) textarea")).sendKeys(keys);
	}

	void paste(String text) {
		this.driver.executeScript(PASTE, text);
	}

	void selectFirstLine() {
		new Actions(this.driver).moveToElement(firstLine(), 10 - firstLine().getSize().getWidth() / 2, 0)
			.doubleClick()
			.perform();
	}

	private WebElement firstLine() {
		return this.driver.findElement(By.cssSelector(".screen:not([hidden]) .xterm-rows > div"));
	}

	String clipboard() {
		return (String) this.driver
			.executeAsyncScript("navigator.clipboard.readText().then(arguments[0], () => arguments[0](''))");
	}

	void setVisibility(String state) {
		this.driver.executeScript(SET_VISIBILITY, state);
	}

	void allowClipboard(String origin) {
		this.driver.executeCdpCommand("Browser.grantPermissions",
				Map.of("origin", origin, "permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
	}

	String spoken() {
		return (String) this.driver
			.executeScript("return document.querySelector('.screen:not([hidden]) .live-region')?.textContent ?? ''");
	}

	void cancel() {
		this.driver.findElement(By.cssSelector("#dialog [value=no]")).click();
	}

	@SuppressWarnings("unchecked")
	List<String> violations() throws IOException {
		try (InputStream axe = getClass().getResourceAsStream("/axe-core-4.14.1/axe.min.js")) {
			this.driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		return (List<String>) this.driver.executeAsyncScript(VIOLATIONS);
	}

	void confirm() {
		element("dialog-yes").click();
	}

	// By the server's own means, so that the next test finds none whatever state the page
	// is in
	void closeTerminals() {
		this.driver.executeAsyncScript(CLOSE_TERMINALS);
	}

	String text(String id) {
		return (String) this.driver.executeScript("return document.getElementById(arguments[0]).textContent", id);
	}

	WebElement element(String id) {
		return this.driver.findElement(By.id(id));
	}

	// As stty prints it: rows first
	String size() {
		String[] state = text("state").split(" ");
		return state[state.length - 1] + " " + state[state.length - 3];
	}

	// How far the page reaches beyond the right edge
	long overflow() {
		return (Long) this.driver.executeScript("return document.documentElement.scrollWidth - innerWidth");
	}

	void closeTab(String label) {
		this.driver.findElement(By.cssSelector("button[aria-label='" + label + "']")).click();
	}

	List<WebElement> tabs() {
		return this.driver.findElements(By.cssSelector("#tabs [data-state]"));
	}

	// On a phone it is instead of the terminals
	void showPanel(boolean mobile) {
		if (mobile) {
			element("show-panel").click();
		}
	}

	void run(String language, String command) {
		this.driver.findElement(By.cssSelector("input[value=" + language + "]")).click();
		element("command").clear();
		element("command").sendKeys(command);
		element("run").click();
	}

	void awaitCommand(String status) {
		await(() -> text("command-status").startsWith(status), "the command status \"" + status + "\"");
	}

	void resize(int width, int height, boolean mobile) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", mobile ? 2 : 1, "mobile", mobile));
		this.driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", mobile));
	}

	void colours(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void screenshot(Path file) throws IOException {
		Files.createDirectories(file.getParent());
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

}
