package ai.miosa.spring.boot.test;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The examples of {@code docs/sessions.md} and {@code docs/accounts.md}.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "miosa.session.handshake-timeout=1m")
@WithMiosaLocalComputer
class DocumentationExampleTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Autowired
	MiosaExecTemplate miosa;

	@Autowired
	MiosaLocalComputer computer;

	@Test
	@Tag("thorough")
	void capturesOutput() {
		try (MiosaSession session = this.miosa.computer().spawn("sort").open()) {
			session.sendStdin("pear\napple\n");
			session.closeStdin();
			assertThat(session.await(LIMIT)).isZero();
			assertThat(session.captured(SessionStream.STDOUT).text()).isEqualTo("apple\npear\n");
		}
	}

	@Test
	void streamsOutputToAThread() {
		try (MiosaSession session = this.miosa.computer().spawn("seq 3; exit 2").output(OutputMode.STREAMED).open()) {
			assertThat(new BufferedReader(session.stdoutReader()).lines()).containsExactly("1", "2", "3");
			assertThat(session.await(LIMIT)).isEqualTo(2);
		}
	}

	@Test
	void streamsOutputWithoutBlocking() {
		List<String> lines = this.miosa.computer()
			.spawn("seq 3")
			.output(OutputMode.STREAMED)
			.mono()
			.flatMapMany((session) -> session.lines().map((line) -> line.text()))
			.collectList()
			.block(LIMIT);
		assertThat(lines).containsExactly("1", "2", "3");
	}

	@Test
	void opensATerminalWithAHandler() {
		Queue<String> screen = new ConcurrentLinkedQueue<>();
		try (MiosaSession shell = this.miosa.computer()
			.spawn("bash")
			.pty(120, 40)
			.outputHandler((output) -> screen.add(StandardCharsets.UTF_8.decode(output.data()).toString()))
			.open()) {
			shell.resize(80, 24);
			shell.sendStdin("stty size\n");
			await().until(() -> String.join("", screen).contains("24 80"));
		}
	}

	@Test
	void injectsASecondTemplate(@Autowired AcmeBuilds builds) {
		this.computer.addComputer("cmp_acme");
		builds.acme().computer().bash("true").run();
		assertThat(this.computer.lastRequest().header("X-MIOSA-Tenant")).isEqualTo("acme");
		this.miosa.computer().bash("true").run();
		assertThat(this.computer.lastRequest().header("X-MIOSA-Tenant")).isNull();
	}

	@Test
	void usesANewKeyWithoutARestart() {
		AtomicReference<String> key = new AtomicReference<>(this.computer.getApiKey());
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(AutoConfigured.class)
			.web(WebApplicationType.NONE)
			.initializers((initialized) -> initialized.getBeanFactory()
				.registerSingleton("connectionDetails", new RotatedKey(this.computer.getBaseUrl(), key)))
			.run()) {
			MiosaExecTemplate rotated = context.getBean(MiosaExecTemplate.class);
			assertThat(rotated.bash(this.computer.getComputerId(), "echo 1").output()).isEqualTo("1\n");
			key.set("msk_u_other");
			assertThatExceptionOfType(MiosaAuthenticationException.class)
				.isThrownBy(() -> rotated.bash(this.computer.getComputerId(), "true"));
			assertThat(this.computer.lastRequest().header("Authorization")).isEqualTo("Bearer msk_u_other");
		}
	}

	record RotatedKey(String baseUrl, AtomicReference<String> key) implements MiosaConnectionDetails {

		@Override
		public String getBaseUrl() {
			return this.baseUrl;
		}

		@Override
		public String getApiKey() {
			return this.key.get();
		}

	}

	record AcmeBuilds(@Qualifier("acme") MiosaExecTemplate acme) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AcmeBuilds.class)
	static class App {

		@Bean(defaultCandidate = false)
		MiosaExecTemplate acme(MiosaExecTemplate miosa) {
			return miosa.mutate().tenant("acme").computerId("cmp_acme").build();
		}

	}

}
