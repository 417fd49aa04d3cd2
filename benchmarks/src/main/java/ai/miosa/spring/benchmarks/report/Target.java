package ai.miosa.spring.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.springframework.core.io.ClassPathResource;

/**
 * What a value of a subject, or its ratio to that of a baseline in the same round, is to
 * be: a line of {@code targets.csv}.
 *
 * @param what the name of the row
 * @param benchmark the benchmark
 * @param subject the subject
 * @param baseline the baseline, or nothing for the value itself
 * @param value the name of the value
 * @param unit its unit
 * @param bound at least or at most what, or nothing if it is only shown
 * @param where regular expressions for parameters
 */
record Target(String what, String benchmark, String subject, String baseline, String value, String unit, String bound,
		String where) {

	static List<Target> all() throws IOException {
		return new ClassPathResource("targets.csv").getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> Arrays.stream(line.split(";", -1)).map(String::strip).toArray(String[]::new))
			.map((cells) -> new Target(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7]))
			.toList();
	}

	boolean isFor(Map<String, String> params) {
		return this.where.isEmpty() || Arrays.stream(this.where.split(" "))
			.map((condition) -> condition.split("=", 2))
			.allMatch((condition) -> params.getOrDefault(condition[0], "").matches(condition[1]));
	}

	String verdict(double value) {
		if (this.bound.isEmpty()) {
			return "";
		}
		double limit = Double.parseDouble(this.bound.substring(2));
		return (this.bound.startsWith(">=") ? value >= limit : value <= limit) ? "yes" : "**no**";
	}

}
