package ai.miosa.spring.boot.autoconfigure.observation;

import java.net.URI;
import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecObservationConvention;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MiosaObservationAutoConfigurationTests {

	private static final String URL = "http.url";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MiosaAutoConfiguration.class,
				MiosaObservationAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1", "miosa.base-url=https://example.com/v1?token=canary");

	private final ExecObservationContext observed = new ExecObservationContext("bash", "c1", "echo secret", Map.of());

	@Test
	void omitsContentByDefault(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(ExecObservationConvention.class));
		assertThat(output).doesNotContain("include-content");
	}

	@Test
	void includesContentIfConfiguredAndWarnsOnce(CapturedOutput output) {
		this.contextRunner.withPropertyValues("miosa.observations.include-content=true").run((context) -> {
			assertThat(context.getBean(ExecObservationConvention.class).getHighCardinalityKeyValues(this.observed))
				.contains(KeyValue.of("miosa.content", "echo secret"));
			assertThat(output.getAll().lines().filter((line) -> line.contains("include-content"))).singleElement()
				.asString()
				.contains("WARN");
		});
	}

	@Test
	void prefersUsersConvention(CapturedOutput output) {
		ExecObservationConvention convention = new ExecObservationConvention() {
		};
		this.contextRunner.withPropertyValues("miosa.observations.include-content=true")
			.withBean(ExecObservationConvention.class, () -> convention)
			.run((context) -> assertThat(context).getBean(ExecObservationConvention.class).isSameAs(convention));
		assertThat(output).doesNotContain("include-content");
	}

	@Test
	void includesNothingWhenDisabled() {
		this.contextRunner
			.withPropertyValues("miosa.observations.include-content=true", "miosa.observations.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ExecObservationConvention.class));
	}

	@Test
	void takesTheQueryOffTheApisUrl() {
		this.contextRunner.run((context) -> {
			Observation.Context request = request("https://example.com/v1/computers?token=canary");
			observe(context.getBean(ObservationRegistry.class), request);
			assertThat(request.getHighCardinalityKeyValue(URL))
				.isEqualTo(KeyValue.of(URL, "https://example.com/v1/computers"));
		});
	}

	@Test
	void doesNotChangeOtherUrls() {
		this.contextRunner.run((context) -> {
			Observation.Context request = request("https://other.example.com/v1?page=1");
			observe(context.getBean(ObservationRegistry.class), request);
			assertThat(request.getHighCardinalityKeyValue(URL))
				.isEqualTo(KeyValue.of(URL, "https://other.example.com/v1?page=1"));
		});
	}

	@Test
	void backsOffWithoutObservationRegistry() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MiosaAutoConfiguration.class, MiosaObservationAutoConfiguration.class))
			.withPropertyValues("miosa.api-key=msk_u_1", "miosa.observations.include-content=true")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaObservationAutoConfiguration.class));
	}

	private static Observation.Context request(String url) {
		Observation.Context request = new ClientRequestObservationContext(
				ClientRequest.create(HttpMethod.GET, URI.create(url)));
		request.addHighCardinalityKeyValue(KeyValue.of(URL, url));
		return request;
	}

	private static void observe(ObservationRegistry registry, Observation.Context context) {
		registry.observationConfig().observationHandler((any) -> true);
		Observation.start("http.client.requests", () -> context, registry).stop();
	}

}
