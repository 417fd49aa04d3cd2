package ai.miosa.spring.benchmarks.suite;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Target;
import ai.miosa.spring.benchmarks.report.Values;
import ai.miosa.spring.benchmarks.session.OutputBenchmark;
import ai.miosa.spring.benchmarks.session.OutputVariant;

/**
 * The output of sessions.
 */
final class OutputSuite implements Suite {

	private static final int KIB = 1024;

	private static final double NANOS_TO_MB = 1e9 / 1e6;

	private static final Target DIRECT = Target.atLeast(0.9);

	private static final Target FLUX = Target.atLeast(0.75);

	private static final Target TO_JDK = Target.atLeast(3);

	@Override
	public void run(BenchmarkRunner runner, Report report) throws Exception {
		frames(runner, report, KIB, 48 * KIB);
		frames(runner, report, 32 * KIB, 8 * KIB);
		frames(runner, report, KIB * KIB, 256);
	}

	private void frames(BenchmarkRunner runner, Report report, int frame, int count) throws Exception {
		String what = "output, " + ((frame < KIB * KIB) ? frame / KIB + " KiB" : "1 MiB") + " frames";
		long bytes = (long) frame * count;
		Samples samples = runner.jmh(OutputBenchmark.class, List.of(OutputVariant.values()),
				Map.of("frame", frame, "count", count));
		boolean large = frame > KIB;
		for (OutputVariant subject : List.of(OutputVariant.HANDLER, OutputVariant.INPUT_STREAM, OutputVariant.FLUX)) {
			Target target = (subject == OutputVariant.FLUX) ? FLUX : DIRECT;
			speed(report, samples, what, bytes, subject, OutputVariant.TOMCAT, (large) ? target : null);
			speed(report, samples, what, bytes, subject, OutputVariant.SPRING, null);
			speed(report, samples, what, bytes, subject, OutputVariant.JDK,
					(large && subject != OutputVariant.FLUX) ? TO_JDK : null);
			speed(report, samples, what, bytes, subject, OutputVariant.REACTOR_NETTY, null);
			if (subject == OutputVariant.INPUT_STREAM) {
				speed(report, samples, what, bytes, subject, OutputVariant.TOMCAT_QUEUE, null);
			}
			report.ratio(what, "bytes allocated a byte", perByte(samples, subject, bytes),
					perByte(samples, OutputVariant.TOMCAT, bytes), null);
		}
	}

	private static void speed(Report report, Samples samples, String what, long bytes, OutputVariant subject,
			OutputVariant baseline, @Nullable Target target) {
		report.ratio(what, "MB/s", speed(samples, subject, bytes), speed(samples, baseline, bytes), target);
	}

	private static Values speed(Samples samples, OutputVariant variant, long bytes) {
		return samples.get(Samples.TIME, variant, name(variant)).map((nanos) -> bytes / nanos * NANOS_TO_MB);
	}

	private static Values perByte(Samples samples, OutputVariant variant, long bytes) {
		return samples.get(Samples.ALLOCATION, variant, name(variant)).map((allocated) -> allocated / bytes);
	}

	static String name(OutputVariant variant) {
		return switch (variant) {
			case TOMCAT -> "bare Tomcat endpoint";
			case TOMCAT_QUEUE -> "bare Tomcat endpoint, read by another thread";
			case SPRING -> "bare `StandardWebSocketClient`";
			case JDK -> "bare JDK `WebSocket`";
			case REACTOR_NETTY -> "bare Reactor Netty";
			case HANDLER -> "output handler";
			case INPUT_STREAM -> "`InputStream`";
			case FLUX -> "`Flux`";
		};
	}

}
