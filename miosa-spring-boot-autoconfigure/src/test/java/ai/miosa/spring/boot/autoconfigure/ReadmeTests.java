package ai.miosa.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import ai.miosa.spring.boot.autoconfigure.ai.MiosaToolsProperties;
import ai.miosa.spring.boot.autoconfigure.health.MiosaHealthProperties;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsProperties;
import ai.miosa.spring.boot.autoconfigure.metrics.MiosaMeterDocumentation;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsProperties;
import ai.miosa.spring.boot.autoconfigure.observation.MiosaObservationProperties;
import ai.miosa.spring.exec.RetryReason;
import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation;
import ai.miosa.spring.exec.observation.ExecOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README names what an operator sees as the code does.
 */
class ReadmeTests {

	private static final String README = read();

	@ParameterizedTest
	@MethodSource
	void namesMetricsTagsAndTheirValues(String name) {
		assertThat(README.contains("`" + name + "`")).as(name).isTrue();
	}

	static Stream<String> namesMetricsTagsAndTheirValues() {
		Stream<String> observation = Stream.of(new DefaultExecObservationConvention().getName());
		Stream<KeyName> keys = Stream.of(ExecObservationDocumentation.values())
			.flatMap((documented) -> Stream.concat(Arrays.stream(documented.getLowCardinalityKeyNames()),
					Arrays.stream(documented.getHighCardinalityKeyNames())));
		Stream<String> meters = Arrays.stream(MiosaMeterDocumentation.values()).map(MiosaMeterDocumentation::getName);
		Stream<KeyName> tags = Arrays.stream(MiosaMeterDocumentation.values())
			.flatMap((meter) -> Arrays.stream(meter.getKeyNames()));
		Stream<String> outcomes = Arrays.stream(ExecOutcome.values()).map(ExecOutcome::toString);
		Stream<String> reasons = Arrays.stream(RetryReason.values())
			.map((reason) -> reason.name().toLowerCase(Locale.ROOT));
		return Stream.of(observation, meters, outcomes, reasons, Stream.concat(keys, tags).map(KeyName::asString))
			.flatMap((names) -> names)
			.distinct();
	}

	@ParameterizedTest
	@MethodSource
	void namesProperties(Class<?> type) {
		assertThat(ConfigurationMetadataTests.namesOf(type)).allMatch(README::contains);
	}

	static Stream<Class<?>> namesProperties() {
		return Stream.of(MiosaHealthProperties.class, MiosaJobsProperties.class, MiosaObservationProperties.class,
				MiosaToolsProperties.class);
	}

	private static String read() {
		try {
			return Files.readString(Path.of("..", "README.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
