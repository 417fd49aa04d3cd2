package ai.miosa.spring.boot.test;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;

import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The examples of the README.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@WithMiosaLocalComputer
class ReadmeExampleTests {

	@Autowired
	Builds builds;

	@Autowired
	MiosaLocalComputer computer;

	@Autowired
	MiosaExecTemplate miosa;

	@BeforeEach
	void addTheComputerOfTheReadme() {
		this.computer.addComputer("cmp_123");
	}

	@Test
	void runsACommand() {
		assertThat(this.builds.javaVersion(this.computer.getComputerId())).isNotBlank();
	}

	@Test
	void reportsAServerFailure() {
		this.computer.faults().next(Fault.error(502, "BAD_GATEWAY"));
		assertThatExceptionOfType(MiosaServerException.class)
			.isThrownBy(() -> this.builds.javaVersion(this.computer.getComputerId()));
	}

	@Test
	void takesOptions() {
		ExecOptions options = ExecOptions.builder()
			.timeout(Duration.ofMinutes(2))
			.workingDirectory("/tmp")
			.env("CI", "true")
			.build();
		ExecResult result = this.miosa.bash("cmp_123", "echo $CI", options);
		assertThat(result.output()).isEqualTo("true\n");
		ExecResult json = this.miosa.computer().python("import json; print(json.dumps([1, 2]))").run();
		assertThat(json.output()).isEqualTo("[1, 2]\n");
	}

	@Test
	@Tag("thorough")
	void testsInASandbox() {
		assertThat(this.builds.test("/no/such/repository")).contains("/no/such/repository");
		assertThat(this.computer.createdComputers()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void opensASession() {
		try (MiosaSession session = this.miosa.spawn("cmp_123", "bash", SessionOptions.pty(120, 40))) {
			session.sendStdin("echo hello\n");
			session.sendStdin("exit\n");
			int exitCode = session.await(Duration.ofSeconds(20));
			String screen = session.captured(SessionStream.STDOUT).text();
			assertThat(exitCode).isZero();
			assertThat(screen).contains("hello");
		}
	}

	@Service
	static class Builds {

		private final MiosaExecTemplate miosa;

		Builds(MiosaExecTemplate miosa) {
			this.miosa = miosa;
		}

		String javaVersion(String computerId) {
			return this.miosa.bash(computerId, "java --version").orThrow().output();
		}

		String test(String repository) {
			try (EphemeralComputer sandbox = this.miosa.sandboxes().ephemeral((spec) -> spec.size("medium"))) {
				return sandbox.bash("git clone \"$REPOSITORY\" app && make -C app test")
					.env("REPOSITORY", repository)
					.run()
					.output();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Builds.class)
	static class App {

	}

}
