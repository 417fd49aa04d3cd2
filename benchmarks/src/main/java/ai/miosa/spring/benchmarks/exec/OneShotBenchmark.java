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
 * One-shot calls a second. Observed ones are those of an application with Actuator: the
 * {@code WebClient} is observed, and the template besides.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 10, time = 2)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class OneShotBenchmark {

	private static final int CALLS = 1024;

	@Param("REACTIVE")
	private String caller;

	@Param({ "1", "32", "256" })
	private int concurrency;

	@Param({ "JDK", "REACTOR_NETTY", "JETTY", "HTTP_COMPONENTS" })
	private String connector;

	@Param("false")
	private boolean observed;

	@Param({ "WEB_CLIENT", "MIOSA" })
	private String subject;

	private Caller.Calls calls;

	@Setup
	public void create() {
		ObservationRegistry observations = ObservationRegistry.NOOP;
		if (this.observed) {
			observations = ObservationRegistry.create();
			observations.observationConfig()
				.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		}
		WebClient.Builder builder = WebClient.builder()
			.clientConnector(Connector.valueOf(this.connector).build())
			.observationRegistry(observations);
		this.calls = OneShotSubject.valueOf(this.subject).calls(builder, ServerAddress.get(), observations);
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void calls() {
		Caller.valueOf(this.caller).call(this.calls, CALLS, this.concurrency);
	}

}
