package ai.miosa.spring.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * Medians and figures.
 */
final class Numbers {

	private Numbers() {
	}

	static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	static String format(double value) {
		return String.format(Locale.ROOT, (Math.abs(value) >= 100) ? "%,.0f" : "%.2f", value);
	}

}
