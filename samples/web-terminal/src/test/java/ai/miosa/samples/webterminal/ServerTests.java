package ai.miosa.samples.webterminal;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests in a browser whose server is stopped and started.
 */
@Tag("thorough")
@RequiresChromium
class ServerTests {

	@AutoClose
	private ConfigurableApplicationContext server = start(0);

	@Test
	void keepsThePageAndOffersALoginAfterARestart(ChromeDriver driver) {
		String port = this.server.getEnvironment().getProperty("local.server.port");
		Page page = new Page(driver);
		page.closeOtherWindows();
		page.open("http://127.0.0.1:" + port + "/");
		page.logIn("user", "sesame");
		page.awaitState("Connected");
		page.type("echo be''fore\n");
		page.awaitScreen("\nbefore\n");
		this.server.close();
		page.awaitState("The server was stopped, and the terminal with it.");
		this.server = start(Integer.parseInt(port));
		page.awaitFailure("You are logged out.");
		page.logIn("user", "sesame");
		BrowserTests.await(() -> !page.isLogin());
		page.element("action").click();
		page.awaitState("Connected");
		assertThat(page.screen()).contains("\nbefore\n");
		assertThat(page.tabs()).hasSize(1);
	}

	private static ConfigurableApplicationContext start(int port) {
		return SpringApplication.from(WebTerminalApplication::main)
			.with(MiosaLocalComputerConfiguration.class)
			.run("--server.port=" + port, "--spring.security.user.password=sesame", "--spring.main.banner-mode=off",
					"--miosa.connect-timeout=2m", "--miosa.session.handshake-timeout=2m")
			.getApplicationContext();
	}

}
