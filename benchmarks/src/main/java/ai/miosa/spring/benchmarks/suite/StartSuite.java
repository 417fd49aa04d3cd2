package ai.miosa.spring.benchmarks.suite;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.miosa.spring.benchmarks.report.Report;
import ai.miosa.spring.benchmarks.report.Target;
import ai.miosa.spring.benchmarks.report.Values;
import ai.miosa.spring.benchmarks.start.MinimalApplication;
import ai.miosa.spring.benchmarks.support.Stub;

/**
 * The start of an application, from the start of its process until it is ready.
 */
final class StartSuite implements Suite {

	private static final String[] ARGUMENTS = { "--spring.main.banner-mode=off", "--logging.level.root=off",
			"--miosa.api-key=" + Stub.KEY, "--miosa.base-url=http://127.0.0.1/api/v1" };

	private static final Pattern NOT_OF_AN_APPLICATION = Pattern
		.compile("(jmh-|jopt-|commons-math|micrometer-core|HdrHistogram|LatencyUtils).*");

	/**
	 * What {@code spring-boot-starter} brings.
	 */
	private static final Pattern OF_BARE_BOOT = Pattern.compile("(benchmarks|spring-boot-\\d|spring-boot-autoconfigure-"
			+ "|spring-boot-starter-\\d|spring-boot-starter-logging|logback|log4j|jul-to|slf4j|spring-(core|context|aop"
			+ "|beans|expression)-|commons-logging|micrometer-(commons|observation)-|snakeyaml|jspecify"
			+ "|jakarta\\.annotation).*");

	private static final Pattern MIOSA = Pattern.compile("miosa-.*");

	@Override
	public void run(BenchmarkRunner runner, Report report) throws Exception {
		String with = classPath((jar) -> true);
		String without = classPath(MIOSA.asMatchPredicate().negate());
		String bare = classPath(OF_BARE_BOOT.asMatchPredicate());
		int rounds = 3 * runner.effort().processes();
		double[] withStarter = new double[rounds];
		double[] withoutStarter = new double[rounds];
		double[] bareBoot = new double[rounds];
		for (int i = 0; i < rounds; i++) {
			withStarter[i] = start(with);
			withoutStarter[i] = start(without);
			bareBoot[i] = start(bare);
		}
		Values subject = new Values("minimal application with the starter", withStarter);
		Values same = new Values("the same jars without MIOSA's", withoutStarter);
		Values boot = new Values("`spring-boot-starter` alone", bareBoot);
		report.difference("application start", "ms", subject, same, Target.atMost(60));
		report.ratio("application start", "ms", subject, same, Target.atMost(1.05));
		report.difference("application start", "ms", subject, boot, Target.atMost(60));
		report.difference("application start", "ms", same, boot, null);
	}

	private static String classPath(Predicate<String> filter) throws IOException {
		Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
		try (Stream<Path> lib = Files.list(jar.resolveSibling("lib"))) {
			return Stream.concat(Stream.of(jar), lib.sorted())
				.filter((path) -> !NOT_OF_AN_APPLICATION.matcher(path.getFileName().toString()).matches())
				.filter((path) -> filter.test(path.getFileName().toString()))
				.map(Path::toString)
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	private static double start(String classPath) throws IOException {
		long start = System.nanoTime();
		try (ForkedJvm jvm = new ForkedJvm(classPath, List.of(), MinimalApplication.class, ARGUMENTS)) {
			jvm.readLine();
			return (System.nanoTime() - start) / 1e6;
		}
	}

}
