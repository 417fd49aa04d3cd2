package ai.miosa.spring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * The table of what was measured in a number of rounds. A ratio is the median of the
 * rounds' ratios, with the smallest and the largest.
 */
public final class Report {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final List<List<Result>> rounds = new ArrayList<>();

	/**
	 * Read the results in a folder, which has a subfolder for each round.
	 * @param folder the folder
	 * @throws IOException if it cannot be read
	 */
	public Report(Path folder) throws IOException {
		for (Path round : list(folder)) {
			List<Result> results = new ArrayList<>();
			for (Path file : list(round)) {
				JSON.readTree(file).forEach((json) -> results.add(Result.of(json)));
			}
			this.rounds.add(results);
		}
	}

	private static List<Path> list(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
	}

	/**
	 * Write results that are not JMH's beside those that are.
	 * @param results the results
	 * @param file the file
	 */
	public static void write(List<Result> results, Path file) {
		JSON.writerWithDefaultPrettyPrinter().writeValue(file, results);
	}

	/**
	 * Return the table.
	 * @return the table as Markdown
	 * @throws IOException if the targets cannot be read
	 */
	public String table() throws IOException {
		StringBuilder table = new StringBuilder();
		table.append("| what | with | subject | baseline | unit | subject's | baseline's | ratio (min – max) | target "
				+ "| met |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
		for (Target target : Target.all()) {
			conditions(target).forEach((conditions) -> row(table, target, conditions));
		}
		return table.toString();
	}

	private Set<Map<String, String>> conditions(Target target) {
		return this.rounds.stream()
			.flatMap(List::stream)
			.filter((result) -> result.benchmark().equals(target.benchmark()))
			.filter((result) -> result.subject().equals(target.subject()))
			.filter((result) -> result.values().containsKey(target.value()))
			.map(Result::conditions)
			.filter(target::isFor)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private void row(StringBuilder table, Target target, Map<String, String> conditions) {
		boolean absolute = target.baseline().isEmpty();
		List<Double> values = new ArrayList<>();
		List<Double> baselines = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (List<Result> round : this.rounds) {
			OptionalDouble value = value(round, target, target.subject(), conditions);
			OptionalDouble baseline = absolute ? OptionalDouble.of(1)
					: value(round, target, target.baseline(), conditions);
			if (value.isPresent() && baseline.isPresent()) {
				values.add(value.getAsDouble());
				baselines.add(baseline.getAsDouble());
				ratios.add(value.getAsDouble() / baseline.getAsDouble());
			}
		}
		if (ratios.isEmpty()) {
			return;
		}
		double ratio = median(ratios);
		Map<String, String> with = new LinkedHashMap<>(conditions);
		with.values().removeIf("false"::equals);
		with.computeIfPresent("observed", (name, value) -> name);
		table.append(String.join(" | ", "| " + target.what(), String.join(", ", with.values()), name(target.subject()),
				name(target.baseline()), target.unit(), format(median(values)),
				absolute ? "" : format(median(baselines)),
				"**" + format(ratio) + "** (" + format(ratios.stream().min(Double::compare).orElseThrow()) + " – "
						+ format(ratios.stream().max(Double::compare).orElseThrow()) + ")",
				target.bound().replace(">=", "≥").replace("<=", "≤"), target.verdict(ratio)))
			.append(" |\n");
	}

	private static OptionalDouble value(List<Result> round, Target target, String subject,
			Map<String, String> conditions) {
		List<Double> values = round.stream()
			.filter((result) -> result.benchmark().equals(target.benchmark()))
			.filter((result) -> result.subject().equals(subject))
			.filter((result) -> result.conditions().equals(conditions))
			.flatMap((result) -> Stream.ofNullable(result.values().get(target.value())))
			.toList();
		return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(values));
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	private static String format(double value) {
		return String.format(Locale.ROOT,
				(Math.abs(value) >= 100) ? "%,.0f" : (value != 0 && Math.abs(value) < 0.01) ? "%.4f" : "%.2f", value);
	}

	private static String name(String subject) {
		return subject.toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
