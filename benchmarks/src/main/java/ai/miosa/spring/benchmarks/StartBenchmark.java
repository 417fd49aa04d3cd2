package ai.miosa.spring.benchmarks;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.util.Assert;

/**
 * The time from the start of a JVM to the result of the first bash, or to the end of the
 * start of a web application.
 */
@State(Scope.Benchmark)
public class StartBenchmark {

	/**
	 * A file with the arguments for the JVM.
	 */
	@Param("")
	private String arguments = "";

	@Benchmark
	public void start() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		int status = new ProcessBuilder(java, "@" + this.arguments).redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.INHERIT)
			.start()
			.waitFor();
		Assert.state(status == 0, () -> "Exit code " + status);
	}

}
