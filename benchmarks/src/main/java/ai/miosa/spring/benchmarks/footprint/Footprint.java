package ai.miosa.spring.benchmarks.footprint;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.miosa.spring.benchmarks.report.Result;
import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * One round of the measurements of whole processes.
 */
public final class Footprint {

	private static final int STARTS = 5;

	/**
	 * What {@code spring-boot-starter} brings, and this module itself.
	 */
	private static final Pattern BOOT = Pattern.compile("(benchmarks|spring-boot-\\d|spring-boot-autoconfigure-\\d"
			+ "|spring-boot-starter-\\d|spring-boot-starter-logging|logback|log4j|jul-to|slf4j"
			+ "|spring-(core|context|aop|beans|expression)-|commons-logging|micrometer-(commons|observation)-"
			+ "|snakeyaml|jspecify|jakarta\\.annotation).*");

	/**
	 * What the starter brings besides.
	 */
	private static final Pattern STARTER = Pattern.compile("(miosa-|spring-(web|webflux|websocket|messaging)-"
			+ "|spring-boot-(webclient|http|jackson|reactor)|jackson-core|reactor-core|reactive-streams"
			+ "|jakarta\\.websocket|netty-(buffer|codec-(base|compression|http|socks)-|common|handler|resolver-\\d"
			+ "|transport-(\\d|native-unix))).*");

	private final ServerAddress server;

	private final Consumer<Result> results;

	/**
	 * Create a round.
	 * @param server the server
	 * @param results takes the results
	 */
	public Footprint(ServerAddress server, Consumer<Result> results) {
		this.server = server;
		this.results = results;
	}

	/**
	 * Measure.
	 * @param quick whether only what is quick
	 * @throws IOException if a process cannot be started
	 */
	public void run(boolean quick) throws IOException {
		if (quick) {
			idle("MIOSA", "wss", 2000, "1g", false);
			return;
		}
		for (String scheme : List.of("ws", "wss")) {
			idle("NETTY", scheme, 2000, "1g", true);
			idle("MIOSA", scheme, 2000, "1g", true);
		}
		idle("MIOSA", "wss", 5000, "256m", false);
		for (String subject : List.of("NETTY", "NON_BLOCKING_HANDLER")) {
			run(Transfer.class, params(subject, "wss"), "1g", List.of("1024"));
		}
		for (String subject : List.of("NON_BLOCKING_HANDLER", "HANDLER", "INPUT_STREAM", "FLUX")) {
			run(Digest.class, params(subject, "wss"), "64m", List.of("2048"));
		}
		starts();
	}

	private void idle(String subject, String scheme, int sessions, String heap, boolean pings) throws IOException {
		Map<String, String> params = params(subject, scheme);
		params.put("sessions", String.valueOf(sessions));
		run(IdleSessions.class, params, heap, List.of(String.valueOf(pings)));
	}

	private static Map<String, String> params(String subject, String scheme) {
		Map<String, String> params = new LinkedHashMap<>();
		params.put("subject", subject);
		params.put("scheme", scheme);
		return params;
	}

	/**
	 * Run a main class, whose arguments are the parameters and some more.
	 */
	private void run(Class<?> main, Map<String, String> params, String heap, List<String> more) throws IOException {
		List<String> arguments = new ArrayList<>(params.values());
		arguments.addAll(more);
		Map<String, String> all = new LinkedHashMap<>(params);
		all.put("heap", heap);
		try (ForkedJvm jvm = new ForkedJvm(System.getProperty("java.class.path"),
				List.of("-Xmx" + heap, "-D" + ServerAddress.PROPERTY + "=" + this.server), main, arguments)) {
			this.results.accept(new Result(main.getSimpleName(), all, values(jvm.readAll())));
		}
	}

	private static Map<String, Double> values(List<String> lines) {
		return lines.stream()
			.map((line) -> line.split(" "))
			.collect(Collectors.toMap((line) -> line[0], (line) -> Double.valueOf(line[1])));
	}

	/**
	 * Start the minimal application: with the starter, with the same jars without ours,
	 * and with {@code spring-boot-starter} alone.
	 */
	private void starts() throws IOException {
		Predicate<String> boot = BOOT.asMatchPredicate();
		Predicate<String> withStarter = boot.or(STARTER.asMatchPredicate());
		Map<String, String> classPaths = new LinkedHashMap<>();
		classPaths.put("BOOT", classPath(boot));
		classPaths.put("SAME_JARS", classPath(withStarter.and((jar) -> !jar.startsWith("miosa-"))));
		classPaths.put("MIOSA", classPath(withStarter));
		for (int i = 0; i < STARTS; i++) {
			for (Map.Entry<String, String> classPath : classPaths.entrySet()) {
				start(classPath.getKey(), classPath.getValue());
			}
		}
	}

	private void start(String subject, String classPath) throws IOException {
		List<String> arguments = List.of("--spring.main.banner-mode=off", "--miosa.api-key=" + ServerAddress.KEY,
				"--miosa.base-url=" + this.server.baseUrl(false));
		try (ForkedJvm jvm = new ForkedJvm(classPath,
				List.of("-D" + MinimalApplication.STARTED + "=" + System.currentTimeMillis()), MinimalApplication.class,
				arguments)) {
			this.results.accept(new Result("ApplicationStart", Map.of("subject", subject), values(jvm.readAll())));
		}
	}

	private static String classPath(Predicate<String> filter) throws IOException {
		Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
		try (Stream<Path> lib = Files.list(jar.resolveSibling("lib"))) {
			return Stream.concat(Stream.of(jar), lib.sorted())
				.filter((path) -> filter.test(path.getFileName().toString()))
				.map(Path::toString)
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

}
