package ai.miosa.spring.benchmarks.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import ai.miosa.spring.benchmarks.support.Stub;

/**
 * Runs benchmarks against one server.
 *
 * @param effort how often to measure
 * @param port the server's port
 */
record BenchmarkRunner(Effort effort, String port) {

	/**
	 * As short as JMH can: every iteration is one operation.
	 */
	private static final TimeValue ONE_OPERATION = TimeValue.milliseconds(1);

	/**
	 * Without Spring Boot, Logback logs at {@code DEBUG}.
	 */
	static final String QUIET = "-Dlogback.configurationFile=logback-measurement.xml";

	/**
	 * Run a JMH benchmark whose variants take turns.
	 * @param benchmark the benchmark
	 * @param variants its variants, in its own order
	 * @param parameters its parameters
	 */
	Samples jmh(Class<?> benchmark, List<? extends Enum<?>> variants, Map<String, ?> parameters)
			throws RunnerException, CommandLineOptionException {
		ChainedOptionsBuilder options = new OptionsBuilder().parent(new CommandLineOptions(this.effort.jmhArguments()))
			.include(benchmark.getName() + "\\..*")
			.mode(Mode.AverageTime)
			.timeUnit(TimeUnit.NANOSECONDS)
			.forks(this.effort.forks())
			.warmupIterations(this.effort.warmUp() * variants.size())
			.warmupTime(ONE_OPERATION)
			.measurementIterations(this.effort.rounds() * variants.size())
			.measurementTime(ONE_OPERATION)
			.shouldFailOnError(true)
			.addProfiler(GCProfiler.class)
			.jvmArgs("-Xms1g", "-Xmx1g", QUIET, portOption());
		parameters.forEach((name, value) -> options.param(name, String.valueOf(value)));
		return new Samples(new Runner(options.build()).run(), variants, this.effort.warmUp());
	}

	/**
	 * Run a class in a virtual machine of its own and return the numbers that it prints.
	 * @param option an option for the virtual machine
	 * @param main the class
	 * @param arguments its arguments
	 */
	List<Double> fork(String option, Class<?> main, String... arguments) throws IOException {
		try (ForkedJvm jvm = new ForkedJvm(System.getProperty("java.class.path"), List.of(option, QUIET, portOption()),
				main, arguments)) {
			return List.of(jvm.readLine().split(" ")).stream().map(Double::valueOf).toList();
		}
	}

	private String portOption() {
		return "-D" + Stub.PORT + "=" + this.port;
	}

}
