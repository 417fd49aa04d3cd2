package ai.miosa.spring.benchmarks.report;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One comparison.
 *
 * @param what what was done
 * @param subject who did it
 * @param baseline who it is compared with
 * @param unit the unit of the values
 * @param value the median of the subject
 * @param baselineValue the median of the baseline
 * @param comparison {@code ratio} or {@code difference}
 * @param median the median of the comparisons made within one round
 * @param min the smallest of them
 * @param max the largest of them
 * @param rounds the number of rounds
 * @param target what the median should be, if anything
 * @param met whether it is, if there is a target
 */
public record Row(String what, String subject, String baseline, String unit, double value, double baselineValue,
		String comparison, double median, double min, double max, int rounds, @Nullable String target,
		@Nullable Boolean met) {

	private static final String RATIO = "ratio";

	static Row ratio(String what, String unit, Values subject, Values baseline, @Nullable Target target) {
		double[] ratios = new double[subject.perRound().length];
		Arrays.setAll(ratios, (i) -> subject.perRound()[i] / baseline.perRound()[i]);
		return of(what, unit, subject, baseline, RATIO, ratios, target);
	}

	static Row difference(String what, String unit, Values subject, Values baseline, @Nullable Target target) {
		double[] differences = new double[subject.perRound().length];
		Arrays.setAll(differences, (i) -> subject.perRound()[i] - baseline.perRound()[i]);
		return of(what, unit, subject, baseline, "difference", differences, target);
	}

	private static Row of(String what, String unit, Values subject, Values baseline, String comparison,
			double[] compared, @Nullable Target target) {
		double median = Numbers.median(compared);
		return new Row(what, subject.name(), baseline.name(), unit, Numbers.median(subject.perRound()),
				Numbers.median(baseline.perRound()), comparison, median, Arrays.stream(compared).min().orElseThrow(),
				Arrays.stream(compared).max().orElseThrow(), compared.length,
				(target != null) ? target.toString() : null, (target != null) ? target.isMet(median) : null);
	}

	static String markdownHead() {
		return """
				| what | subject | baseline | unit | subject's value | baseline's value | ratio (min – max) | target | met |
				| --- | --- | --- | --- | --- | --- | --- | --- | --- |
				""";
	}

	String markdown() {
		String compared = (this.comparison.equals(RATIO)) ? "" : "difference ";
		return "| "
				+ String.join(" | ", this.what, this.subject, this.baseline, this.unit, Numbers.format(this.value),
						Numbers.format(this.baselineValue),
						compared + "**" + Numbers.format(this.median) + "** (" + Numbers.format(this.min) + " – "
								+ Numbers.format(this.max) + ")",
						(this.target != null) ? this.target : "", verdict())
				+ " |\n";
	}

	private String verdict() {
		if (this.met == null) {
			return "";
		}
		return (this.met) ? "yes" : "**no**";
	}

}
