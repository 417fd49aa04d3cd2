package ai.miosa.spring.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * What one process has measured.
 *
 * @param benchmark the name of the benchmark
 * @param params its parameters, the {@code subject} among them
 * @param values the values by their names; {@code score} is JMH's
 */
public record Result(String benchmark, Map<String, String> params, Map<String, Double> values) {

	private static final String SUBJECT = "subject";

	String subject() {
		return this.params.getOrDefault(SUBJECT, "");
	}

	Map<String, String> conditions() {
		Map<String, String> conditions = new LinkedHashMap<>(this.params);
		conditions.remove(SUBJECT);
		return conditions;
	}

	static Result of(JsonNode json) {
		Map<String, String> params = new LinkedHashMap<>();
		json.path("params").properties().forEach((param) -> params.put(param.getKey(), param.getValue().asString()));
		Map<String, Double> values = new LinkedHashMap<>();
		json.path("values").properties().forEach((value) -> values.put(value.getKey(), value.getValue().asDouble()));
		JsonNode metric = json.path("primaryMetric");
		if (metric.isObject()) {
			values.put("score", metric.path("score").asDouble());
			values.put("p50", metric.path("scorePercentiles").path("50.0").asDouble());
			values.put("p99", metric.path("scorePercentiles").path("99.0").asDouble());
			values.put("allocation", json.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score").asDouble());
		}
		String[] name = json.path("benchmark").asString().split("\\.");
		return new Result(name[name.length - 1], params, values);
	}

}
