package ai.miosa.samples.webterminal;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts the web terminal.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class WebTerminalApplication {

	public static void main(String[] args) {
		SpringApplication.run(WebTerminalApplication.class, args);
	}

}
