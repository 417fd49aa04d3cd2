package ai.miosa.spring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import ai.miosa.spring.benchmarks.footprint.Footprint;
import ai.miosa.spring.benchmarks.footprint.ForkedJvm;
import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Result;
import ai.miosa.spring.benchmarks.server.BenchmarkServer;
import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * Runs benchmarks, round by round: in each round each subject has a process of its own,
 * so that what is compared was measured in turn.
 */
public final class Benchmarks {

	private static final Path RESULTS = Path.of("benchmarks", "target", "results");

	private static final int ROUNDS = 3;

	/**
	 * Options for JMH, run by run. {@code subject} comes last in the order of the names,
	 * so that subjects take turns.
	 */
	private static final List<String> ALL = List.of("OneShotBenchmark",
			"OneShotBenchmark -p caller=PLATFORM_THREADS,VIRTUAL_THREADS -p connector=JDK,REACTOR_NETTY -p concurrency=32,256",
			"OneShotBenchmark -p observed=true -p connector=JDK,REACTOR_NETTY -p concurrency=32", "benchmarks.session");

	private static final List<String> QUICK = List
		.of(". -wi 2 -i 1 -p connector=JDK -p concurrency=32 -p frame=32768 -p scheme=wss");

	private Benchmarks() {
	}

	/**
	 * Run.
	 * @param args {@code all} by default, {@code quick}, {@code footprint}, {@code jmh}
	 * with options for JMH, whose {@code -f} is the number of rounds, or {@code report}
	 * for the results that there are
	 * @throws Exception if a benchmark fails
	 */
	public static void main(String[] args) throws Exception {
		String mode = (args.length > 0) ? args[0] : "all";
		String[] options = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
		int rounds = new CommandLineOptions(options).getForkCount().orElse(mode.equals("quick") ? 1 : ROUNDS);
		if (!mode.equals("report")) {
			for (int i = 0; i < rounds; i++) {
				round(mode, options);
			}
		}
		System.out.println(new Report(RESULTS).table());
	}

	private static void round(String mode, String[] options) throws Exception {
		Path folder = Files.createDirectories(RESULTS.resolve(Instant.now().toString().replace(':', '-')));
		try (ForkedJvm jvm = new ForkedJvm(System.getProperty("java.class.path"), List.of("-Xmx1g"),
				BenchmarkServer.class, List.of())) {
			String server = jvm.readLine();
			List<String> runs = switch (mode) {
				case "all" -> ALL;
				case "quick" -> QUICK;
				default -> (mode.equals("jmh")) ? List.of("") : List.of();
			};
			for (int i = 0; i < runs.size(); i++) {
				jmh(join(runs.get(i), options), server, folder.resolve("jmh-" + i + ".json"));
			}
			if (!mode.equals("jmh")) {
				List<Result> results = new ArrayList<>();
				new Footprint(ServerAddress.parse(server), (result) -> {
					results.add(result);
					Report.write(results, folder.resolve("footprint.json"));
				}).run(mode.equals("quick"));
			}
		}
	}

	private static String[] join(String run, String[] options) {
		List<String> joined = new ArrayList<>(run.isEmpty() ? List.of() : List.of(run.split(" ")));
		joined.addAll(List.of(options));
		return joined.toArray(String[]::new);
	}

	private static void jmh(String[] options, String server, Path file)
			throws CommandLineOptionException, RunnerException, IOException {
		new Runner(new OptionsBuilder().parent(new CommandLineOptions(options))
			.forks(1)
			.jvmArgsAppend("-Xms1g", "-Xmx1g", "-D" + ServerAddress.PROPERTY + "=" + server)
			.timeout(TimeValue.seconds(60))
			.shouldFailOnError(true)
			.addProfiler(GCProfiler.class)
			.resultFormat(ResultFormatType.JSON)
			.result(file.toString())
			.build()).run();
	}

}
