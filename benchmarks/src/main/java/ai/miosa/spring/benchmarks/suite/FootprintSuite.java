package ai.miosa.spring.benchmarks.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Target;
import ai.miosa.spring.benchmarks.report.Values;
import ai.miosa.spring.benchmarks.session.IdleSessions;
import ai.miosa.spring.benchmarks.session.LargeOutput;
import ai.miosa.spring.benchmarks.session.OutputVariant;

/**
 * What sessions take while they are idle, and how little they can do with.
 */
final class FootprintSuite implements Suite {

	private static final int KIB = 1024;

	private static final Target HEAP = Target.atMost(24);

	private static final Target THREADS = Target.atMost(0);

	@Override
	public void run(BenchmarkRunner runner, Report report) throws Exception {
		idle(runner, report, (runner.effort() == Effort.SMOKE) ? 100 : 2000);
		large(runner, report, (runner.effort() == Effort.SMOKE) ? 1024 : 64 * KIB);
	}

	private static void idle(BenchmarkRunner runner, Report report, int count) throws IOException {
		List<List<Double>> bare = new ArrayList<>();
		List<List<Double>> miosa = new ArrayList<>();
		for (int i = 0; i < (runner.effort().processes() + 1) / 2; i++) {
			bare.add(runner.fork("-Xmx1g", IdleSessions.class, "bare", String.valueOf(count)));
			miosa.add(runner.fork("-Xmx1g", IdleSessions.class, "miosa", String.valueOf(count)));
		}
		for (int i = 1; i <= 2; i++) {
			String what = count * i / 2 + " idle sessions";
			int heap = 2 * (i - 1);
			report.difference(what, "KiB of heap a session", values("`MiosaSession`", miosa, heap, KIB),
					values("bare `StandardWebSocketClient`", bare, heap, KIB), HEAP);
			report.difference(what, "threads a session", values("`MiosaSession`", miosa, heap + 1, 1),
					values("bare `StandardWebSocketClient`", bare, heap + 1, 1), THREADS);
		}
		report.difference(count + " idle sessions, three pings each", "ms of CPU in 9 s",
				values("`MiosaSession`", miosa, 4, 1), values("bare `StandardWebSocketClient`, not pinged", bare, 4, 1),
				null);
	}

	private static void large(BenchmarkRunner runner, Report report, int frames) throws IOException {
		List<OutputVariant> variants = List.of(OutputVariant.TOMCAT, OutputVariant.HANDLER, OutputVariant.INPUT_STREAM,
				OutputVariant.FLUX);
		List<List<Double>> rounds = new ArrayList<>();
		for (int i = 0; i < (runner.effort().processes() + 1) / 2; i++) {
			List<Double> round = new ArrayList<>();
			for (OutputVariant variant : variants) {
				round.addAll(runner.fork("-Xmx64m", LargeOutput.class, variant.name(), String.valueOf(frames)));
			}
			rounds.add(round);
		}
		for (int i = 1; i < variants.size(); i++) {
			report.ratio("2 GB of output at -Xmx64m", "MB/s", values(OutputSuite.name(variants.get(i)), rounds, i, 1),
					values(OutputSuite.name(OutputVariant.TOMCAT), rounds, 0, 1), noTarget());
		}
	}

	/**
	 * That all of it arrives is the target, and a condition of the measurement.
	 */
	private static @Nullable Target noTarget() {
		return null;
	}

	private static Values values(String name, List<List<Double>> rounds, int index, double unit) {
		return new Values(name, rounds.stream().mapToDouble((round) -> round.get(index) / unit).toArray());
	}

}
