package ai.miosa.spring.benchmarks.suite;

import ai.miosa.spring.benchmarks.report.Report;

/**
 * Benchmarks that are run together.
 */
interface Suite {

	/**
	 * Measure.
	 * @param runner runs the benchmarks
	 * @param report takes the comparisons
	 * @throws Exception if something cannot be measured
	 */
	void run(BenchmarkRunner runner, Report report) throws Exception;

}
