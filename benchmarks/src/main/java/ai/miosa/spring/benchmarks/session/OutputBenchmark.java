package ai.miosa.spring.benchmarks.session;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import ai.miosa.spring.benchmarks.support.Rotation;

/**
 * Reads all output of a session, each iteration in another way.
 */
@State(Scope.Benchmark)
public class OutputBenchmark {

	/**
	 * The number of bytes in a frame.
	 */
	@Param("1024")
	public int frame = 1024;

	/**
	 * The number of frames.
	 */
	@Param("1")
	public int count = 1;

	private final OutputReaders readers = new OutputReaders();

	private int iteration;

	private OutputVariant variant = OutputVariant.TOMCAT;

	/**
	 * Let the next variant take its turn.
	 */
	@Setup(Level.Iteration)
	public void nextVariant() {
		OutputVariant[] variants = OutputVariant.values();
		this.variant = variants[Rotation.variant(this.iteration++, variants.length)];
	}

	/**
	 * Read the output.
	 * @return the number of bytes
	 * @throws Exception if it cannot be read
	 */
	@Benchmark
	public long output() throws Exception {
		long bytes = this.variant.drain(this.readers, "stream " + this.frame + " " + this.count);
		if (bytes < (long) this.frame * this.count) {
			throw new IllegalStateException(this.variant + " lost output: " + bytes + " bytes arrived");
		}
		return bytes;
	}

	/**
	 * Close the clients.
	 */
	@TearDown(Level.Trial)
	public void close() {
		this.readers.close();
	}

}
