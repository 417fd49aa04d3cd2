package ai.miosa.spring.boot.autoconfigure.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.RetryReason;

/**
 * Counters of retries.
 */
final class MiosaExecMetrics implements MeterBinder {

	private final ReactiveMiosaExecTemplate template;

	MiosaExecMetrics(ReactiveMiosaExecTemplate template) {
		this.template = template;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RetryReason reason : RetryReason.values()) {
			FunctionCounter.builder("miosa.exec.retries", this.template, (template) -> template.getRetries(reason))
				.description("Retries of commands that are known not to have run")
				.tag("reason", reason.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

}
