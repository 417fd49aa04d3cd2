package ai.miosa.spring.benchmarks.exec;

import java.util.List;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import ai.miosa.spring.benchmarks.support.Latencies;
import ai.miosa.spring.benchmarks.support.Rotation;

/**
 * Makes a number of calls, each iteration with another client.
 */
@State(Scope.Benchmark)
public class OneShotBenchmark {

	/**
	 * How many calls to make at a time.
	 */
	@Param("1")
	public int concurrency = 1;

	/**
	 * How many calls to make in all.
	 */
	@Param("1")
	public int count = 1;

	/**
	 * Whether to compare observed and unobserved calls.
	 */
	@Param("false")
	public boolean observed;

	private final OneShotClients clients = OneShotClients.create();

	private List<Calls> variants = List.of();

	private int iteration;

	private Calls variant = (concurrency, nanos) -> {
	};

	/**
	 * Set the variants up.
	 */
	@Setup(Level.Trial)
	public void createVariants() {
		this.variants = OneShotVariant.of(this.observed).stream().map((each) -> each.calls(this.clients)).toList();
	}

	/**
	 * Let the next variant take its turn.
	 */
	@Setup(Level.Iteration)
	public void nextVariant() {
		this.variant = this.variants.get(Rotation.variant(this.iteration++, this.variants.size()));
	}

	/**
	 * Make the calls.
	 * @param latencies takes how long each of them took
	 * @throws Exception if a call fails
	 */
	@Benchmark
	public void calls(Latencies latencies) throws Exception {
		long[] nanos = new long[this.count];
		this.variant.make(this.concurrency, nanos);
		latencies.set(nanos);
	}

	/**
	 * Close the clients.
	 */
	@TearDown(Level.Trial)
	public void close() {
		this.clients.close();
	}

}
