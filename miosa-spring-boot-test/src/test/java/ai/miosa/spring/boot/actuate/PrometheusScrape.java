package ai.miosa.spring.boot.actuate;

import java.util.List;
import java.util.stream.Stream;

/**
 * One scrape of the Prometheus endpoint.
 */
record PrometheusScrape(List<String> lines) {

	static PrometheusScrape of(ActuatorApplication application) {
		return new PrometheusScrape(application.read("prometheus").lines().toList());
	}

	/**
	 * Return the sum of a metric's samples that have all of the labels.
	 */
	double sum(String metric, String... labels) {
		return samples(metric, labels).mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	/**
	 * Return the names and labels of all samples about MIOSA.
	 */
	List<String> series() {
		return this.lines.stream()
			.filter((line) -> line.startsWith("miosa_"))
			.map((line) -> line.substring(0, line.lastIndexOf(' ')))
			.sorted()
			.toList();
	}

	private Stream<String> samples(String metric, String... labels) {
		return this.lines.stream()
			.filter((line) -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
			.filter((line) -> Stream.of(labels).allMatch(line::contains));
	}

}
