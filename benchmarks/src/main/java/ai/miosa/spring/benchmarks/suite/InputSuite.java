package ai.miosa.spring.benchmarks.suite;

import java.util.List;
import java.util.Map;

import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Target;
import ai.miosa.spring.benchmarks.session.StdinBenchmark;
import ai.miosa.spring.benchmarks.session.StdinBenchmark.Variant;

/**
 * The stdin of sessions.
 */
final class InputSuite implements Suite {

	private static final int COUNT = 1024;

	private static final double MEGABYTES = COUNT * 32 * 1024 / 1e6;

	@Override
	public void run(BenchmarkRunner runner, Report report) throws Exception {
		Samples samples = runner.jmh(StdinBenchmark.class, List.of(Variant.values()), Map.of("count", COUNT));
		report.ratio("stdin, 32 KiB writes", "MB/s",
				samples.get(Samples.TIME, Variant.OUTPUT_STREAM, "`OutputStream`")
					.map((nanos) -> MEGABYTES * 1e9 / nanos),
				samples.get(Samples.TIME, Variant.TOMCAT, "bare Tomcat endpoint")
					.map((nanos) -> MEGABYTES * 1e9 / nanos),
				Target.atLeast(0.9));
	}

}
