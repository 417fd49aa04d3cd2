package ai.miosa.samples.webterminal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Chromium and its driver, where they are on the {@code PATH}.
 */
record Chromium(Path browser, Path driver) {

	static Optional<Chromium> find(Map<String, String> environment) {
		return find(environment, "chromium")
			.flatMap((browser) -> find(environment, "chromedriver").map((driver) -> new Chromium(browser, driver)));
	}

	private static Optional<Path> find(Map<String, String> environment, String name) {
		return Pattern.compile(File.pathSeparator)
			.splitAsStream(environment.getOrDefault("PATH", ""))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst();
	}

	// The driver gives the browser a fresh profile and removes it at the end
	ChromeDriver start() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(this.browser.toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-quic",
				"--disable-gpu", "--disable-software-rasterizer", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync");
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(this.driver.toFile())
			.usingAnyFreePort()
			.build();
		return new ChromeDriver(service, options);
	}

}
