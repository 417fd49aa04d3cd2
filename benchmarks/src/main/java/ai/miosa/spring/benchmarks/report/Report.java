package ai.miosa.spring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of what was measured in a number of rounds. A ratio is the median of the
 * rounds' ratios, with the smallest and the largest.
 */
public final class Report {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final List<List<Result>> rounds = new ArrayList<>();

	/**
	 * Read the results in a folder: a subfolder for each round.
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
	 */
	public String table() {
		StringBuilder table = new StringBuilder();
		table.append("| what | with | subject | baseline | unit | subject's | baseline's | ratio (min – max) | target "
				+ "| met |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
		Target.all().forEach((target) -> conditions(target).forEach((conditions) -> row(table, target, conditions)));
		return table.toString();
	}

	private Set<Map<String, String>> conditions(Target target) {
		return this.rounds.stream()
			.flatMap(List::stream)
			.filter((result) -> result.benchmark().equals(target.benchmark()))
			.filter((result) -> result.values().containsKey(target.value()))
			.filter((result) -> result.subject().equals(target.subject()))
			.map(Result::conditions)
			.filter(target.where())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private void row(StringBuilder table, Target target, Map<String, String> conditions) {
		List<Double> values = new ArrayList<>();
		List<Double> baselines = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (List<Result> round : this.rounds) {
			OptionalDouble value = value(round, target, target.subject(), conditions);
			OptionalDouble baseline = (target.baseline() != null) ? value(round, target, target.baseline(), conditions)
					: OptionalDouble.of(1);
			if (value.isPresent() && baseline.isPresent()) {
				values.add(value.getAsDouble());
				baselines.add(baseline.getAsDouble());
				ratios.add(value.getAsDouble() / baseline.getAsDouble());
			}
		}
		if (ratios.isEmpty()) {
			return;
		}
		double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		double ratio = Numbers.median(sorted);
		Map<String, String> with = new LinkedHashMap<>(conditions);
		with.values().removeIf("false"::equals);
		table.append(String.join(" | ", "| " + target.what(), String.join(", ", with.values()), name(target.subject()),
				name(target.baseline()), target.unit(), Numbers.format(median(values)),
				(target.baseline() != null) ? Numbers.format(median(baselines)) : "",
				"**" + Numbers.format(ratio) + "** (" + Numbers.format(sorted[0]) + " – "
						+ Numbers.format(sorted[sorted.length - 1]) + ")",
				target.sense().describe(target.bound()), target.sense().verdict(ratio, target.bound())))
			.append(" |\n");
	}

	private static OptionalDouble value(List<Result> round, Target target, String subject,
			Map<String, String> conditions) {
		double[] values = round.stream()
			.filter((result) -> result.benchmark().equals(target.benchmark()))
			.filter((result) -> result.subject().equals(subject))
			.filter((result) -> result.conditions().equals(conditions))
			.map((result) -> result.values().get(target.value()))
			.mapToDouble(Double::doubleValue)
			.toArray();
		return (values.length > 0) ? OptionalDouble.of(Numbers.median(values)) : OptionalDouble.empty();
	}

	private static double median(List<Double> values) {
		return Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
	}

	private static String name(@Nullable String subject) {
		return (subject != null) ? subject.toLowerCase(java.util.Locale.ROOT).replace('_', ' ') : "";
	}

}
