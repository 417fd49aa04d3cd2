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
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/**
 * The web terminal in the browser: what can be read on it and done with it.
 */
class Page {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final ChromeDriver driver;

	Page(ChromeDriver driver) {
		this.driver = driver;
	}

	// Those of a test that failed
	void closeOtherWindows() {
		closeOtherWindows(this.driver.getWindowHandles().iterator().next());
	}

	void closeOtherWindows(String kept) {
		this.driver.getWindowHandles()
			.stream()
			.filter((window) -> !window.equals(kept))
			.forEach((window) -> this.driver.switchTo().window(window).close());
		this.driver.switchTo().window(kept);
	}

	void open(String url) {
		this.driver.get(url);
		await(() -> isLogin() || !tabs().isEmpty(), "the page");
	}

	boolean isLogin() {
		return !this.driver.findElements(By.cssSelector("#login[open]")).isEmpty();
	}

	void logIn(String user, String password) {
		element("username").clear();
		element("username").sendKeys(user);
		element("password").clear();
		element("password").sendKeys(password);
		this.driver.findElement(By.cssSelector("#login button")).click();
	}

	void awaitLogin() {
		await(this::isLogin, "the log-in");
	}

	String screen() {
		return (String) this.driver.executeScript(PageScripts.SCREEN);
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

	void awaitFailure(String text) {
		await(() -> text("failure").startsWith(text), "the failure \"" + text + "\"");
	}

	private void await(Callable<Boolean> condition, String what) {
		try {
			Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("There was not " + what + " but \"" + text("state") + "\" and\n" + screen(), ex);
		}
	}

	void type(CharSequence... keys) {
		this.driver.findElement(By.cssSelector(".screen:not([hidden]) textarea")).sendKeys(keys);
	}

	void paste(String text) {
		this.driver.executeScript(PageScripts.PASTE, text);
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

	void copyToClipboard(String text) {
		this.driver.executeAsyncScript("navigator.clipboard.writeText(arguments[0]).then(arguments[1])", text);
	}

	boolean cursorBlinks() {
		return !this.driver.findElements(By.cssSelector(".screen:not([hidden]) .xterm-cursor-blink")).isEmpty();
	}

	void setVisibility(String state) {
		this.driver.executeScript(PageScripts.SET_VISIBILITY, state);
	}

	double contrast(String text) {
		return ((Number) this.driver.executeScript(PageScripts.CONTRAST, text)).doubleValue();
	}

	void swipe(int pixels) {
		Rectangle screen = this.driver.findElement(By.cssSelector(".screen:not([hidden])")).getRect();
		int x = screen.getX() + screen.getWidth() / 2;
		int y = screen.getY() + screen.getHeight() / 2;
		PointerInput finger = new PointerInput(PointerInput.Kind.TOUCH, "finger");
		this.driver.perform(List.of(new Sequence(finger, 0)
			.addAction(finger.createPointerMove(Duration.ZERO, PointerInput.Origin.viewport(), x, y))
			.addAction(finger.createPointerDown(0))
			.addAction(finger.createPointerMove(Duration.ofMillis(100), PointerInput.Origin.viewport(), x, y + pixels))
			.addAction(finger.createPointerUp(0))));
	}

	void clickFirstLine() {
		new Actions(this.driver).moveToElement(firstLine(), 30 - firstLine().getSize().getWidth() / 2, 0)
			.click()
			.perform();
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

	void press(String key) {
		this.driver.findElement(By.cssSelector("#keys [data-key='" + key + "'], #keys [data-text='" + key + "']"))
			.click();
	}

	@SuppressWarnings("unchecked")
	List<String> violations() throws IOException {
		try (InputStream axe = getClass().getResourceAsStream("/axe-core-4.14.1/axe.min.js")) {
			this.driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		return (List<String>) this.driver.executeAsyncScript(PageScripts.VIOLATIONS);
	}

	void confirm() {
		element("dialog-yes").click();
	}

	void forgetSettings() {
		this.driver.executeScript("localStorage.clear()");
	}

	String text(String id) {
		return (String) this.driver.executeScript("return document.getElementById(arguments[0])?.textContent ?? ''",
				id);
	}

	WebElement element(String id) {
		return this.driver.findElement(By.id(id));
	}

	// As stty prints it: rows first
	String size() {
		String[] state = text("state").split(" ");
		return state[state.length - 1] + " " + state[state.length - 3];
	}

	int rows() {
		return this.driver.findElements(By.cssSelector(".screen:not([hidden]) .xterm-rows > div")).size();
	}

	boolean takesClicks(String id) {
		return (Boolean) this.driver.executeScript(PageScripts.TAKES_CLICKS, id);
	}

	long requests(String path) {
		return (Long) this.driver.executeScript(
				"return performance.getEntriesByType('resource').filter(({ name }) => name === arguments[0]).length",
				this.driver.getCurrentUrl() + path);
	}

	// How far the page reaches beyond the right edge
	long overflow() {
		return (Long) this.driver.executeScript("return document.documentElement.scrollWidth - innerWidth");
	}

	boolean showsTheWholeTerminal() {
		return (Boolean) this.driver.executeScript(PageScripts.SHOWS_THE_WHOLE_TERMINAL);
	}

	void closeTab(String label) {
		this.driver.findElement(By.cssSelector("button[aria-label='" + label + "']")).click();
	}

	List<WebElement> tabs() {
		return this.driver.findElements(By.cssSelector("#tabs [data-state]"));
	}

	void showJobs() {
		if (!element("jobs").isDisplayed()) {
			element("show-jobs").click();
		}
	}

	void startJob(String command) {
		showJobs();
		element("command").sendKeys(command);
		element("run").click();
	}

	@SuppressWarnings("unchecked")
	List<String> jobs() {
		return (List<String>) this.driver.executeScript(PageScripts.JOBS);
	}

	// The list is refreshed meanwhile
	void clickJob(String label) {
		this.driver.executeScript(PageScripts.CLICK_JOB, label);
	}

	void logOut() {
		element("menu").click();
		element("logout").click();
	}

	void resize(int width, int height, boolean mobile) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", mobile ? 2 : 1, "mobile", mobile));
		this.driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", mobile));
	}

	void coverEdges(int pixels) {
		this.driver.executeCdpCommand("Emulation.setSafeAreaInsetsOverride",
				Map.of("insets", Map.of("top", pixels, "bottom", pixels)));
	}

	String padding(String selector, String edge) {
		return this.driver.findElement(By.cssSelector(selector)).getCssValue("padding-" + edge);
	}

	void clickAsSoonAsShown(String id) {
		this.driver.executeScript(PageScripts.CLICK_AS_SOON_AS_SHOWN, element(id));
	}

	void colours(String scheme) {
		media("prefers-color-scheme", scheme);
	}

	void media(String feature, String value) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", feature, "value", value))));
	}

	// The browser can emulate that it is offline, but not for WebSocket connections
	String stateWhenOffline() {
		return (String) this.driver
			.executeScript("dispatchEvent(new Event('offline')); return document.getElementById('state').textContent");
	}

	void screenshot(String name) throws IOException {
		Path file = Path.of("target/screenshots", name + ".png");
		Files.createDirectories(file.getParent());
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

}
