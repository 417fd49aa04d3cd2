package ai.miosa.spring.benchmarks.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.server.StubServer;

/**
 * Runs all benchmarks, or those that are named.
 */
public final class Benchmarks {

	private static final Map<String, Suite> SUITES = new LinkedHashMap<>();

	static {
		SUITES.put("one-shot", new OneShotSuite());
		SUITES.put("output", new OutputSuite());
		SUITES.put("stdin", new InputSuite());
		SUITES.put("latency", new LatencySuite());
		SUITES.put("footprint", new FootprintSuite());
		SUITES.put("start", new StartSuite());
	}

	private Benchmarks() {
	}

	/**
	 * Run benchmarks.
	 * @param arguments the names of the benchmarks, all if there are none;
	 * {@code --smoke} to see only whether they run; after {@code --}, further arguments
	 * for JMH
	 * @throws Exception if a benchmark fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> names = new ArrayList<>(List.of(arguments));
		String[] jmhArguments = {};
		int end = names.indexOf("--");
		if (end >= 0) {
			jmhArguments = Arrays.copyOfRange(arguments, end + 1, arguments.length);
			names.subList(end, names.size()).clear();
		}
		Effort effort = names.remove("--smoke") ? Effort.SMOKE : Effort.full(jmhArguments);
		if (!SUITES.keySet().containsAll(names)) {
			System.err
				.println("Usage: run [--smoke] [" + String.join("|", SUITES.keySet()) + "]... [-- JMH arguments]");
			System.exit(1);
		}
		Report report = new Report();
		try (ForkedJvm server = new ForkedJvm(System.getProperty("java.class.path"),
				List.of("-Xmx512m", BenchmarkRunner.QUIET), StubServer.class)) {
			BenchmarkRunner runner = new BenchmarkRunner(effort, server.readLine());
			for (Map.Entry<String, Suite> suite : SUITES.entrySet()) {
				if (names.isEmpty() || names.contains(suite.getKey())) {
					suite.getValue().run(runner, report);
				}
			}
		}
		report.write(Path.of(System.getProperty("java.class.path")).toAbsolutePath());
	}

}
