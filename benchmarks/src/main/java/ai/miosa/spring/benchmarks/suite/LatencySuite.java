package ai.miosa.spring.benchmarks.suite;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Target;
import ai.miosa.spring.benchmarks.session.EchoBenchmark;
import ai.miosa.spring.benchmarks.session.SpawnBenchmark;

/**
 * How long one waits for a session and for the echo of a key.
 */
final class LatencySuite implements Suite {

	private static final Target ECHO = Target.atMost(1.15);

	private static final Target SPAWN = Target.atMost(1.1);

	@Override
	public void run(BenchmarkRunner runner, Report report) throws Exception {
		Samples echo = runner.jmh(EchoBenchmark.class, List.of(EchoBenchmark.Variant.values()), Map.of("count", 4000));
		echo(report, echo, EchoBenchmark.Variant.HANDLER, "`sendStdin`, output handler");
		echo(report, echo, EchoBenchmark.Variant.INPUT_STREAM, "`sendStdin`, `InputStream`");
		Samples spawn = runner.jmh(SpawnBenchmark.class, List.of(SpawnBenchmark.Variant.values()),
				Map.of("count", 300));
		compare(report, "spawn to first byte", spawn, SpawnBenchmark.Variant.INPUT_STREAM, "`spawn`, `InputStream`",
				SpawnBenchmark.Variant.SPRING, "bare `StandardWebSocketClient`", SPAWN, null);
	}

	private static void echo(Report report, Samples samples, EchoBenchmark.Variant subject, String name) {
		compare(report, "echo of one key", samples, subject, name, EchoBenchmark.Variant.TOMCAT, "bare Tomcat endpoint",
				null, ECHO);
	}

	private static void compare(Report report, String what, Samples samples, Enum<?> subject, String name,
			Enum<?> baseline, String baselineName, @Nullable Target p50, @Nullable Target p99) {
		report.ratio(what, "p50, µs", samples.get(Samples.P50, subject, name),
				samples.get(Samples.P50, baseline, baselineName), p50);
		report.ratio(what, "p99, µs", samples.get(Samples.P99, subject, name),
				samples.get(Samples.P99, baseline, baselineName), p99);
	}

}
