package ai.miosa.spring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Collects the comparisons of a run and writes them as a table in Markdown and as JSON.
 */
public final class Report {

	private final List<Row> rows = new ArrayList<>();

	/**
	 * Compare by ratio.
	 * @param what what was done
	 * @param unit the unit of the values
	 * @param subject who did it
	 * @param baseline who it is compared with
	 * @param target what the ratio should be, if anything
	 */
	public void ratio(String what, String unit, Values subject, Values baseline, @Nullable Target target) {
		add(Row.ratio(what, unit, subject, baseline, target));
	}

	/**
	 * Compare by difference.
	 * @param what what was done
	 * @param unit the unit of the values
	 * @param subject who did it
	 * @param baseline who it is compared with
	 * @param target what the difference should be, if anything
	 */
	public void difference(String what, String unit, Values subject, Values baseline, @Nullable Target target) {
		add(Row.difference(what, unit, subject, baseline, target));
	}

	private void add(Row row) {
		System.out.print(row.markdown());
		this.rows.add(row);
	}

	/**
	 * Write all there is.
	 * @param jar the file beside which to write {@code benchmarks.md} and
	 * {@code benchmarks.json}
	 * @throws IOException if it cannot be written
	 */
	public void write(Path jar) throws IOException {
		String jdk = System.getProperty("java.vm.name") + " " + Runtime.version();
		int processors = Runtime.getRuntime().availableProcessors();
		StringBuilder table = new StringBuilder();
		table.append(LocalDate.now()).append(", ").append(jdk).append(", ").append(processors);
		table.append(" processors\n\n").append(Row.markdownHead());
		this.rows.forEach((row) -> table.append(row.markdown()));
		Files.writeString(jar.resolveSibling("benchmarks.md"), table);
		JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
		Files.writeString(jar.resolveSibling("benchmarks.json"), json.writeValueAsString(
				Map.of("date", LocalDate.now().toString(), "jdk", jdk, "processors", processors, "rows", this.rows)));
		System.out.println("\n" + table);
	}

}
