package ai.miosa.samples.quickstart;

import org.springframework.boot.SpringApplication;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

/**
 * Starts the quickstart on a local computer.
 */
public class TestQuickstartApplication {

	public static void main(String[] args) {
		SpringApplication.from(QuickstartApplication::main).with(MiosaLocalComputerConfiguration.class).run(args);
	}

}
