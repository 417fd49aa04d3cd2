package ai.miosa.spring.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.util.Assert;

/**
 * The time from the start of a JVM, with the arguments in a file, to the result of the
 * first bash or to the end of the start of a web application.
 */
@State(Scope.Benchmark)
public class StartBenchmark {

	@Param("")
	private String arguments = "";

	@Benchmark
	public void start() throws Exception {
		String java = System.getProperty("java.home") + "/bin/java";
		int status = new ProcessBuilder(java, "@" + this.arguments).inheritIO().start().waitFor();
		Assert.state(status == 0, () -> "Exit code " + status);
	}

}
