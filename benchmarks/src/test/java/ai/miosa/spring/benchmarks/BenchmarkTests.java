package ai.miosa.spring.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("scale")
class BenchmarkTests {

	@Test
	void runsEachBenchmark(@TempDir Path results) throws IOException, InterruptedException {
		ProcessBuilder run = new ProcessBuilder("./run", "smoke").inheritIO();
		run.environment().put("CLASS_PATH", System.getProperty("java.class.path"));
		run.environment().put("JAVA_HOME", System.getProperty("java.home"));
		assertThat(run.start().waitFor()).isZero();
	}

}
