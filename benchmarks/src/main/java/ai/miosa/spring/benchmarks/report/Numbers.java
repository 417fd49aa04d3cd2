package ai.miosa.spring.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * Writes numbers as people read them.
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
		double size = Math.abs(value);
		if (size >= 100) {
			return String.format(Locale.ROOT, "%,.0f", value);
		}
		return String.format(Locale.ROOT, (size >= 10) ? "%.1f" : "%.2f", value);
	}

}
