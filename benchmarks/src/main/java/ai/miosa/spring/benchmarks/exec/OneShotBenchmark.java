package ai.miosa.spring.benchmarks.exec;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * One-shot calls a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class OneShotBenchmark {

	private static final int CALLS = 1024;

	/**
	 * How the calls are made.
	 */
	@Param("REACTIVE")
	public Caller caller;

	/**
	 * How many calls are made at a time.
	 */
	@Param({ "1", "32", "256" })
	public int concurrency;

	/**
	 * What sends the requests.
	 */
	@Param
	public Connector connector;

	/**
	 * Whether calls are observed as in an application with Actuator: those of the
	 * {@code WebClient}, and those of the template besides.
	 */
	@Param("false")
	public boolean observed;

	/**
	 * Who makes the calls.
	 */
	@Param
	public OneShotSubject subject;

	private Caller.Calls calls;

	/**
	 * Create the client.
	 */
	@Setup
	public void create() {
		ObservationRegistry observations = ObservationRegistry.NOOP;
		if (this.observed) {
			observations = ObservationRegistry.create();
			observations.observationConfig()
				.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		}
		WebClient.Builder builder = WebClient.builder()
			.clientConnector(this.connector.build())
			.observationRegistry(observations);
		this.calls = this.subject.calls(builder, ServerAddress.get(), observations);
	}

	/**
	 * Make calls.
	 */
	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void calls() {
		this.caller.call(this.calls, CALLS, this.concurrency);
	}

}
