package ai.miosa.spring.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What a value of a subject, or its ratio to that of a baseline in the same round, is to
 * be.
 *
 * @param what the name of the row
 * @param benchmark the benchmark
 * @param subject the subject
 * @param baseline the baseline, or {@code null} for the value itself
 * @param value the name of the value
 * @param unit its unit
 * @param sense whether it is to be at least or at most the bound, or is only shown
 * @param bound the bound
 * @param where for which parameters
 */
record Target(String what, String benchmark, String subject, @Nullable String baseline, String value, String unit,
		Sense sense, double bound, Predicate<Map<String, String>> where) {

	private static final String[] ANY = {};

	static List<Target> all() {
		return List.of(calls("calls", "score", "calls/s", Sense.AT_LEAST, 0.97, "caller=REACTIVE", "observed=false"),
				calls("calls", "score", "calls/s", Sense.AT_LEAST, 0.95, "caller=.*THREADS"),
				calls("calls", "score", "calls/s", Sense.AT_LEAST, 0.95, "observed=true"),
				calls("allocation of a call", "allocation", "bytes", Sense.AT_MOST, 1.10, "observed=false"),
				calls("allocation of a call", "allocation", "bytes", Sense.SHOWN, 0, "observed=true"),
				output("NON_BLOCKING_HANDLER", "NETTY", 0.95, "scheme=wss", "frame=\\d{5,}"),
				output("NON_BLOCKING_HANDLER", "NETTY", 0.90, "scheme=ws", "frame=\\d{5,}"),
				output("NON_BLOCKING_HANDLER", "NETTY", 0.80, "frame=1024"),
				output("NON_BLOCKING_HANDLER", "TOMCAT", 1.00, "scheme=wss"),
				shown("NON_BLOCKING_HANDLER", "TOMCAT", "scheme=ws"), shown("NON_BLOCKING_HANDLER", "REACTOR_NETTY"),
				output("HANDLER", "NETTY_AND_THREAD", 0.90, "frame=\\d{5,}"),
				output("INPUT_STREAM", "NETTY_AND_THREAD", 0.90, "frame=\\d{5,}"),
				output("HANDLER", "NETTY", 0.80, "frame=1024"), output("INPUT_STREAM", "NETTY", 0.80, "frame=1024"),
				shown("HANDLER", "NETTY_AND_THREAD", "frame=1024"),
				shown("INPUT_STREAM", "NETTY_AND_THREAD", "frame=1024"), output("FLUX", "NETTY", 0.90, "frame=\\d{5,}"),
				output("FLUX", "NETTY", 0.80, "frame=1024"),
				new Target("stdin, 32 KiB writes", "StdinBenchmark", "NON_BLOCKING_HANDLER", "NETTY", "score",
						"writes/s", Sense.AT_LEAST, 0.95, where(ANY)),
				latency("echo of a key", "EchoBenchmark", "NON_BLOCKING_HANDLER", "p50", Sense.AT_MOST),
				latency("echo of a key", "EchoBenchmark", "NON_BLOCKING_HANDLER", "p99", Sense.AT_MOST),
				latency("echo of a key", "EchoBenchmark", "INPUT_STREAM", "p50", Sense.AT_MOST),
				latency("echo of a key", "EchoBenchmark", "INPUT_STREAM", "p99", Sense.AT_MOST),
				latency("echo of a key", "EchoBenchmark", "HANDLER", "p50", Sense.SHOWN),
				latency("spawn to first byte", "SpawnBenchmark", "NON_BLOCKING_HANDLER", "p50", Sense.AT_MOST),
				latency("spawn to first byte", "SpawnBenchmark", "INPUT_STREAM", "p50", Sense.AT_MOST),
				latency("spawn to first byte", "SpawnBenchmark", "HANDLER", "p50", Sense.SHOWN),
				idle("heap of an idle session", "NETTY", "heap", "KiB", Sense.SHOWN, 0, "sessions=2000"),
				idle("heap of an idle session", "MIOSA", "heap", "KiB", Sense.AT_MOST, 32, "sessions=2000"),
				idle("threads of an idle session", "MIOSA", "threads", "threads", Sense.AT_MOST, 0, ANY),
				idle("threads of 5,000 sessions", "MIOSA", "allThreads", "threads", Sense.AT_MOST, 10, "heap=256m"),
				idle("processor time of 6,000 pings", "MIOSA", "processor", "ms", Sense.AT_MOST, 165, ANY),
				new Target("processor time of 1 GB", "Transfer", "NON_BLOCKING_HANDLER", "NETTY", "processor", "ms",
						Sense.AT_MOST, 1.10, where(ANY)),
				digest("NON_BLOCKING_HANDLER"), digest("HANDLER"), digest("INPUT_STREAM"), digest("FLUX"),
				new Target("application start", "ApplicationStart", "MIOSA", "SAME_JARS", "millis", "ms", Sense.AT_MOST,
						1.05, where(ANY)),
				new Target("application start", "ApplicationStart", "MIOSA", "BOOT", "millis", "ms", Sense.SHOWN, 0,
						where(ANY)));
	}

	private static Target calls(String what, String value, String unit, Sense sense, double bound, String... where) {
		return new Target(what, "OneShotBenchmark", "MIOSA", "WEB_CLIENT", value, unit, sense, bound, where(where));
	}

	private static Target output(String subject, String baseline, double bound, String... where) {
		return new Target("output", "OutputBenchmark", subject, baseline, "score", "MiB/s", Sense.AT_LEAST, bound,
				where(where));
	}

	private static Target shown(String subject, String baseline, String... where) {
		return new Target("output", "OutputBenchmark", subject, baseline, "score", "MiB/s", Sense.SHOWN, 0,
				where(where));
	}

	private static Target latency(String what, String benchmark, String subject, String value, Sense sense) {
		return new Target(what, benchmark, subject, "NETTY", value, value + ", µs", sense, 1.10, where(ANY));
	}

	private static Target idle(String what, String subject, String value, String unit, Sense sense, double bound,
			String... where) {
		return new Target(what, "IdleSessions", subject, null, value, unit, sense, bound, where(where));
	}

	private static Target digest(String subject) {
		return new Target("SHA-256 of 2 GB as sent", "Digest", subject, null, "equal", "1 = yes", Sense.AT_LEAST, 1,
				where(ANY));
	}

	private static Predicate<Map<String, String>> where(String... conditions) {
		return (params) -> {
			for (String condition : conditions) {
				String[] parts = condition.split("=", 2);
				if (!params.getOrDefault(parts[0], "").matches(parts[1])) {
					return false;
				}
			}
			return true;
		};
	}

	/**
	 * The sense of a bound.
	 */
	enum Sense {

		/**
		 * Not less.
		 */
		AT_LEAST("≥ "),

		/**
		 * Not more.
		 */
		AT_MOST("≤ "),

		/**
		 * No bound.
		 */
		SHOWN("");

		private final String sign;

		Sense(String sign) {
			this.sign = sign;
		}

		String describe(double bound) {
			return (this == SHOWN) ? "" : this.sign + Numbers.format(bound);
		}

		String verdict(double value, double bound) {
			return switch (this) {
				case SHOWN -> "";
				case AT_LEAST -> (value >= bound) ? "yes" : "**no**";
				case AT_MOST -> (value <= bound) ? "yes" : "**no**";
			};
		}

	}

}
