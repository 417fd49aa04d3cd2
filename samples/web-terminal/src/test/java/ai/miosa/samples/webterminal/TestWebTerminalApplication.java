package ai.miosa.samples.webterminal;

import org.springframework.boot.SpringApplication;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

/**
 * Starts the web terminal on a local computer.
 */
public class TestWebTerminalApplication {

	public static void main(String[] args) {
		SpringApplication.from(WebTerminalApplication::main).with(MiosaLocalComputerConfiguration.class).run(args);
	}

}
