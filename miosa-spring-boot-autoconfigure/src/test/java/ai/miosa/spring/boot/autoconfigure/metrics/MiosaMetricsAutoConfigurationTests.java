package ai.miosa.spring.boot.autoconfigure.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.observation.MiosaObservationAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class MiosaMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, WebClientAutoConfiguration.class,
				MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class, MiosaSessionAutoConfiguration.class,
				MiosaJobsAutoConfiguration.class, MiosaMetricsAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void measuresRetriesAndSessions() {
		withRegistry().run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(tagValues(registry, "miosa.exec.retries", "reason")).containsExactlyInAnyOrder("connection",
					"rate_limited", "starting", "nothing_done");
			assertThat(tagValues(registry, "miosa.sessions.bytes", "stream")).containsExactlyInAnyOrder("stdin",
					"stdout", "stderr");
			assertThat(registry.get("miosa.sessions.live").gauge().value()).isZero();
		});
	}

	@Test
	void metersAreDocumented() throws IOException {
		String documentation = Files.readString(Path.of("..", "docs", "operations.md"));
		withRegistry()
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters()).extracting(Meter::getId)
				.filteredOn((id) -> id.getName().startsWith("miosa."))
				.hasSize(14)
				.allSatisfy((id) -> assertThat(documentation).contains("`" + id.getName() + "`"))
				.flatExtracting(Meter.Id::getTags)
				.allSatisfy((tag) -> assertThat(documentation).contains("`" + tag.getKey() + "`")));
	}

	@Test
	void measuresFollowersAndReconnectionsOfJobs() {
		MiosaJobs jobs = mock(MiosaJobs.class);
		given(jobs.getFollowers()).willReturn(2);
		given(jobs.getReconnections()).willReturn(3L);
		withRegistry().withBean(MiosaJobs.class, () -> jobs).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("miosa.jobs.followers").gauge().value()).isEqualTo(2);
			assertThat(registry.get("miosa.jobs.reconnections").functionCounter().count()).isEqualTo(3);
		});
	}

	private static List<String> tagValues(MeterRegistry registry, String name, String tag) {
		return registry.get(name).meters().stream().map((meter) -> meter.getId().getTag(tag)).toList();
	}

	@Test
	void backsOffWithoutMeterRegistry() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ReactiveMiosaExecTemplate.class)
			.doesNotHaveBean(MiosaExecMetrics.class)
			.doesNotHaveBean(MiosaSessionMetrics.class));
	}

	@Test
	void backsOffWithoutMicrometerCore() {
		new ApplicationContextRunner().withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, MiosaAutoConfiguration.class,
					MiosaExecAutoConfiguration.class, MiosaSessionAutoConfiguration.class,
					MiosaObservationAutoConfiguration.class, MiosaMetricsAutoConfiguration.class))
			.withPropertyValues("miosa.api-key=msk_u_1")
			.run((context) -> assertThat(context).hasSingleBean(ReactiveMiosaExecTemplate.class)
				.doesNotHaveBean(MiosaMetricsAutoConfiguration.class));
	}

	@Test
	void backsOffWhenDisabled() {
		withRegistry().withPropertyValues("miosa.observations.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaMetricsAutoConfiguration.class));
	}

	@Test
	void measuresWhatThereIs() {
		withRegistry().withPropertyValues("miosa.enabled=false")
			.withBean(MiosaSessionRegistry.class, MiosaSessionRegistry::new)
			.run((context) -> assertThat(context).hasSingleBean(MiosaSessionMetrics.class)
				.doesNotHaveBean(MiosaExecMetrics.class));
	}

	private ApplicationContextRunner withRegistry() {
		return this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new);
	}

}
