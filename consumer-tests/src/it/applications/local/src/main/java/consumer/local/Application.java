package consumer.local;

import java.time.Duration;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionStream;
import consumer.Facts;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * An application with the dependencies that the README names, on a local computer.
 */
@SpringBootApplication
public class Application {

	public static void main(String[] args) {
		SpringApplication.from((arguments) -> SpringApplication.run(Application.class, arguments))
			.with(MiosaLocalComputerConfiguration.class)
			.run(args);
	}

	@Bean
	CommandLineRunner commands(MiosaExecTemplate miosa) {
		return (args) -> {
			Facts.fact("bash", miosa.computer().bash("echo hello").run().orThrow().output().strip());
			try (MiosaSession session = miosa.computer().spawn("cat").open()) {
				session.sendStdin("hello");
				session.closeStdin();
				session.await(Duration.ofSeconds(20));
				Facts.fact("spawn", session.captured(SessionStream.STDOUT).text());
			}
		};
	}

}
