package ai.miosa.spring.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners learn of the ends of jobs.
 */
class JobListenerTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private ConfigurableApplicationContext context;

	private MiosaJobs jobs;

	private BlockingQueue<String> ends;

	@BeforeEach
	@SuppressWarnings("unchecked")
	void start() {
		this.context = new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run("--miosa.base-url=" + this.computer.getBaseUrl(), "--miosa.api-key=" + this.computer.getApiKey());
		this.jobs = this.context.getBean(MiosaJobs.class);
		this.ends = this.context.getBean(BlockingQueue.class);
	}

	@AfterEach
	void close() {
		this.context.close();
		this.computer.close();
	}

	@Test
	void beansAreCalledAtTheEndOfAJobInTheirOrder() throws InterruptedException {
		MiosaJob job = this.jobs.job(this.id, "printf one; exit 3").start();
		assertThat(job.await(TIMEOUT)).isEqualTo(3);
		assertThat(List.of(next(), next())).containsExactly("first one EXITED", "second one EXITED");
	}

	@Test
	@Tag("thorough")
	void isCalledOnceForEachHandleThatReceivesTheEnd() throws InterruptedException {
		MiosaJob job = this.jobs.job(this.id, "printf one").id("one").start();
		job.awaitEnd(TIMEOUT);
		assertEnded("one EXITED");
		job.status();
		this.jobs.job(this.id, "printf two").run(TIMEOUT, 0);
		assertEnded("two EXITED");
		MiosaJob killed = this.jobs.job(this.id, "printf three; exec sleep 60").id("three").start();
		Awaitility.await().atMost(TIMEOUT).until(() -> killed.status().stdoutSize() == "three".length());
		killed.kill();
		assertEnded("three KILLED");
		this.jobs.attach(this.id, "three").status();
		assertEnded("three KILLED");
		this.jobs.startAll(List.of(this.jobs.job(this.id, "printf one").id("one")));
		assertEnded("one EXITED");
		assertThat(this.ends).isEmpty();
	}

	@Test
	@Tag("thorough")
	void isNotCalledForTheAttemptThatARestartReplaces() throws InterruptedException {
		this.jobs.job(this.id, "printf one").id("again").start().awaitEnd(TIMEOUT);
		assertEnded("one EXITED");
		this.jobs.job(this.id, "printf two").id("again").restart().awaitEnd(TIMEOUT);
		assertEnded("two EXITED");
		assertThat(this.ends).isEmpty();
	}

	private void assertEnded(String end) throws InterruptedException {
		assertThat(next()).isEqualTo("first " + end);
		assertThat(next()).isEqualTo("second " + end);
	}

	private String next() throws InterruptedException {
		return this.ends.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Bean
		BlockingQueue<String> ends() {
			return new LinkedBlockingQueue<>();
		}

		@Bean
		@Order(2)
		MiosaJobListener second(BlockingQueue<String> ends) {
			return (job, status) -> ends.add("second " + text(job) + " " + status.state());
		}

		// Needs what depends on listeners
		@Bean
		@Order(1)
		MiosaJobListener first(BlockingQueue<String> ends, MiosaJobs jobs) {
			return (job, status) -> {
				ends.add("first " + text(jobs.attach(job.getComputerId(), job.getId())) + " " + status.state());
				throw new IllegalStateException("Expected by the test");
			};
		}

		private static String text(MiosaJob job) {
			try (InputStream stdout = job.stdout(0)) {
				return new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
