package ai.miosa.samples.webterminal;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the web terminal.
 */
@SpringBootApplication
public class WebTerminalApplication {

	public static void main(String[] args) {
		SpringApplication.run(WebTerminalApplication.class, args);
	}

}
