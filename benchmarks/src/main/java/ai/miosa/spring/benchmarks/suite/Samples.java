package ai.miosa.spring.benchmarks.suite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

import ai.miosa.spring.benchmarks.report.Values;
import ai.miosa.spring.benchmarks.support.Rotation;

/**
 * What JMH has measured, sorted out by variant.
 */
final class Samples {

	static final String TIME = "time";

	static final String ALLOCATION = "gc.alloc.rate.norm";

	static final String P50 = "p50";

	static final String P99 = "p99";

	private final Map<String, Map<String, List<Double>>> values = new HashMap<>();

	Samples(Collection<RunResult> results, List<? extends Enum<?>> variants, int warmUp) {
		for (RunResult result : results) {
			for (BenchmarkResult fork : result.getBenchmarkResults()) {
				int iteration = warmUp * variants.size();
				for (IterationResult each : fork.getIterationResults()) {
					add(each, variants.get(Rotation.variant(iteration++, variants.size())));
				}
			}
		}
	}

	private void add(IterationResult iteration, Enum<?> variant) {
		add(TIME, variant, iteration.getPrimaryResult());
		iteration.getSecondaryResults().forEach((metric, result) -> add(metric, variant, result));
	}

	private void add(String metric, Enum<?> variant, Result<?> result) {
		this.values.computeIfAbsent(metric, (name) -> new HashMap<>())
			.computeIfAbsent(variant.name(), (name) -> new ArrayList<>())
			.add(result.getScore());
	}

	Values get(String metric, Enum<?> variant, String name) {
		List<Double> values = this.values.getOrDefault(metric, Map.of()).getOrDefault(variant.name(), List.of());
		return new Values(name, values.stream().mapToDouble(Double::doubleValue).toArray());
	}

}
