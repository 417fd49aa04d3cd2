package ai.miosa.spring.boot.autoconfigure.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import ai.miosa.spring.session.client.MiosaSessionRegistry;

/**
 * Meters of live sessions and of the bytes transferred by sessions.
 */
final class MiosaSessionMetrics implements MeterBinder {

	private final MiosaSessionRegistry sessions;

	MiosaSessionMetrics(MiosaSessionRegistry sessions) {
		this.sessions = sessions;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("miosa.sessions.live", this.sessions, MiosaSessionRegistry::size)
			.description("Live sessions")
			.register(registry);
		count(registry, "stdin", (sessions) -> sessions.getTraffic().stdinBytes());
		count(registry, "stdout", (sessions) -> sessions.getTraffic().stdoutBytes());
		count(registry, "stderr", (sessions) -> sessions.getTraffic().stderrBytes());
	}

	private void count(MeterRegistry registry, String stream, ToDoubleFunction<MiosaSessionRegistry> bytes) {
		FunctionCounter.builder("miosa.sessions.bytes", this.sessions, bytes)
			.description("Bytes transferred by sessions")
			.baseUnit("bytes")
			.tag("stream", stream)
			.register(registry);
	}

}
