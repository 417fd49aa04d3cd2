package ai.miosa.samples.webterminal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

/**
 * Tests in a real browser on a server of their own.
 */
@Tag("thorough")
@RequiresChromium
class ServerTests {

	private final ConfigurableApplicationContext server = SpringApplication.from(WebTerminalApplication::main)
		.with(MiosaLocalComputerConfiguration.class)
		.run("--server.port=0", "--spring.security.user.password=sesame", "--spring.main.banner-mode=off")
		.getApplicationContext();

	private final ChromeDriver driver = Chromium.find(System.getenv()).orElseThrow().start();

	private final Page page = new Page(this.driver);

	@BeforeEach
	void openPage() {
		this.page.open("http://127.0.0.1:" + this.server.getEnvironment().getProperty("local.server.port") + "/");
	}

	@AfterEach
	void stop() {
		this.driver.quit();
		this.server.close();
	}

	@Test
	void saysThatItWasStopped() {
		this.page.logIn("user", "sesame");
		this.page.awaitState("Connected");
		this.server.close();
		this.page.awaitState(Explanation.SERVER_STOPPED);
		this.page.awaitScreen(Explanation.SERVER_STOPPED);
	}

}
