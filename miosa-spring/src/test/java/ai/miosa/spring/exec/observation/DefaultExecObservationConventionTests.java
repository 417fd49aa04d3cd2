package ai.miosa.spring.exec.observation;

import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DefaultExecObservationConventionTests {

	private final DefaultExecObservationConvention convention = new DefaultExecObservationConvention();

	private final ExecObservationContext context = new ExecObservationContext("bash", "c1", "echo $TOKEN",
			Map.of("TOKEN", "t"));

	@Test
	void namesTheObservation() {
		assertThat(this.convention.getName()).isEqualTo("miosa.exec");
		assertThat(this.convention.getContextualName(this.context)).isEqualTo("miosa bash");
	}

	@Test
	void supportsExecutionsAlone() {
		assertThat(this.convention.supportsContext(this.context)).isTrue();
		assertThat(this.convention.supportsContext(new Observation.Context())).isFalse();
	}

	@Test
	void hasAllTagsBeforeTheEnd() {
		assertThat(this.convention.getLowCardinalityKeyValues(this.context)).containsExactlyInAnyOrder(
				KeyValue.of("kind", "bash"), KeyValue.of("outcome", "none"), KeyValue.of("exception", "none"));
		assertThat(this.convention.getHighCardinalityKeyValues(this.context))
			.containsExactly(KeyValue.of("miosa.computer.id", "c1"));
	}

	@Test
	void reportsResults() {
		this.context.setResult(3, "out", "req_1");
		assertThat(this.convention.getLowCardinalityKeyValues(this.context))
			.contains(KeyValue.of("outcome", "failure"));
		assertThat(this.convention.getHighCardinalityKeyValues(this.context)).containsExactlyInAnyOrder(
				KeyValue.of("miosa.computer.id", "c1"), KeyValue.of("miosa.exit.code", "3"),
				KeyValue.of("miosa.request.id", "req_1"));
	}

	@Test
	void reportsFailures() {
		this.context.setFailure(ExecObservationContext.Outcome.TIMEOUT, null);
		this.context.setError(new IllegalStateException());
		assertThat(this.convention.getLowCardinalityKeyValues(this.context)).contains(KeyValue.of("outcome", "timeout"),
				KeyValue.of("exception", "IllegalStateException"));
	}

	@Test
	void includesContentOnlyIfConfigured() {
		this.context.setResult(0, "out", null);
		assertThat(this.convention.getHighCardinalityKeyValues(this.context).toString()).doesNotContain("TOKEN", "out");
		assertThat(new DefaultExecObservationConvention(true).getHighCardinalityKeyValues(this.context)).contains(
				KeyValue.of("miosa.content", "echo $TOKEN"), KeyValue.of("miosa.env", "{TOKEN=t}"),
				KeyValue.of("miosa.output", "out"));
	}

}
