package ai.miosa.spring.benchmarks.suite;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.benchmarks.exec.OneShotBenchmark;
import ai.miosa.spring.benchmarks.exec.OneShotVariant;
import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Target;
import ai.miosa.spring.benchmarks.report.Values;

/**
 * One-shot executions.
 */
final class OneShotSuite implements Suite {

	private static final Target SPEED = Target.atLeast(0.97);

	private static final Target ALLOCATION = Target.atMost(1.15);

	private static final Target OBSERVED_SPEED = Target.atLeast(0.93);

	private static final Target VIRTUAL_SPEED = Target.atLeast(0.9);

	private static final int MANY = 256;

	private static final double NANOS = 1e9;

	@Override
	public void run(BenchmarkRunner runner, Report report) throws Exception {
		for (int concurrency : new int[] { 1, 32, MANY }) {
			plain(runner, report, concurrency);
		}
		observed(runner, report, 32);
	}

	private void plain(BenchmarkRunner runner, Report report, int concurrency) throws Exception {
		List<OneShotVariant> variants = OneShotVariant.of(false);
		Comparisons comparisons = run(runner, report, concurrency, false);
		comparisons.all(OneShotVariant.REACTIVE, OneShotVariant.BARE_REACTIVE);
		comparisons.all(OneShotVariant.BLOCKING, OneShotVariant.BARE_BLOCKING);
		if (variants.contains(OneShotVariant.VIRTUAL)) {
			comparisons.speed(OneShotVariant.VIRTUAL, OneShotVariant.REACTIVE,
					(concurrency == MANY) ? VIRTUAL_SPEED : null);
		}
		comparisons.speed(OneShotVariant.BLOCKING, OneShotVariant.JDK, null);
	}

	private void observed(BenchmarkRunner runner, Report report, int concurrency) throws Exception {
		Comparisons comparisons = run(runner, report, concurrency, true);
		comparisons.speed(OneShotVariant.OBSERVED_REACTIVE, OneShotVariant.BARE_REACTIVE, OBSERVED_SPEED);
		comparisons.allocation(OneShotVariant.OBSERVED_REACTIVE, OneShotVariant.BARE_REACTIVE, null);
		comparisons.speed(OneShotVariant.OBSERVED_REACTIVE, OneShotVariant.REACTIVE, null);
		comparisons.speed(OneShotVariant.TWICE_OBSERVED_REACTIVE, OneShotVariant.OBSERVED_BARE_REACTIVE,
				OBSERVED_SPEED);
	}

	private static Comparisons run(BenchmarkRunner runner, Report report, int concurrency, boolean observed)
			throws Exception {
		int count = (concurrency == 1) ? 2500 : 6000;
		Samples samples = runner.jmh(OneShotBenchmark.class, OneShotVariant.of(observed),
				Map.of("concurrency", concurrency, "count", count, "observed", observed));
		return new Comparisons(report, samples, "bash, " + concurrency + " at a time", count);
	}

	private static String name(OneShotVariant variant) {
		return switch (variant) {
			case BARE_REACTIVE -> "bare `WebClient`";
			case REACTIVE -> "`ReactiveMiosaExecTemplate`";
			case BARE_BLOCKING -> "bare `WebClient`, `block()`";
			case BLOCKING -> "`MiosaExecTemplate`, platform threads";
			case VIRTUAL -> "`MiosaExecTemplate`, virtual threads";
			case JDK -> "bare JDK `HttpClient`";
			case OBSERVED_BARE_REACTIVE -> "bare `WebClient`, observed";
			case OBSERVED_REACTIVE -> "`ReactiveMiosaExecTemplate`, observed";
			case TWICE_OBSERVED_REACTIVE -> "`ReactiveMiosaExecTemplate` and its `WebClient`, observed";
		};
	}

	/**
	 * Compares variants of one run.
	 *
	 * @param report takes the comparisons
	 * @param samples what was measured
	 * @param what what was done
	 * @param count the number of calls
	 */
	private record Comparisons(Report report, Samples samples, String what, int count) {

		void all(OneShotVariant subject, OneShotVariant baseline) {
			speed(subject, baseline, SPEED);
			allocation(subject, baseline, ALLOCATION);
			this.report.ratio(this.what, "p50, µs", values(Samples.P50, subject), values(Samples.P50, baseline), null);
			this.report.ratio(this.what, "p99, µs", values(Samples.P99, subject), values(Samples.P99, baseline), null);
		}

		void speed(OneShotVariant subject, OneShotVariant baseline, @Nullable Target target) {
			this.report.ratio(this.what, "calls/s", speed(subject), speed(baseline), target);
		}

		private Values speed(OneShotVariant variant) {
			return values(Samples.TIME, variant).map((nanos) -> this.count * NANOS / nanos);
		}

		void allocation(OneShotVariant subject, OneShotVariant baseline, @Nullable Target target) {
			this.report.ratio(this.what, "bytes a call", perCall(subject), perCall(baseline), target);
		}

		private Values perCall(OneShotVariant variant) {
			return values(Samples.ALLOCATION, variant).map((bytes) -> bytes / this.count);
		}

		private Values values(String metric, OneShotVariant variant) {
			return this.samples.get(metric, variant, name(variant));
		}

	}

}
