package ai.miosa.spring.boot.autoconfigure.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

/**
 * Counts the computers and sandboxes of the application.
 */
final class MiosaComputersMetrics implements MeterBinder {

	private final ReactiveMiosaExecTemplate template;

	MiosaComputersMetrics(ReactiveMiosaExecTemplate template) {
		this.template = template;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		count(registry, "miosa.computers.created", "Computers created", MiosaComputers.Counts::created);
		count(registry, "miosa.computers.destroyed", "Computers destroyed", MiosaComputers.Counts::destroyed);
		count(registry, "miosa.computers.leaked", "Computers that could not be destroyed",
				MiosaComputers.Counts::leaked);
		Gauge.builder("miosa.computers.live", this.template, (template) -> template.getComputerCounts().live())
			.description("Ephemeral computers that exist")
			.register(registry);
	}

	private void count(MeterRegistry registry, String name, String description,
			ToDoubleFunction<MiosaComputers.Counts> count) {
		FunctionCounter.builder(name, this.template, (template) -> count.applyAsDouble(template.getComputerCounts()))
			.description(description)
			.register(registry);
	}

}
