package ai.miosa.spring.benchmarks.session;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.benchmarks.session.InteractiveSubject.Clients;
import ai.miosa.spring.benchmarks.session.InteractiveSubject.Dialogue;

/**
 * The time from the call until the first byte of output is there. Over TLS the server is
 * known, so that the TLS session is resumed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class SpawnBenchmark {

	/**
	 * Whether in clear or over TLS.
	 */
	@Param({ "ws", "wss" })
	public String scheme;

	/**
	 * Who talks to the command.
	 */
	@Param
	public InteractiveSubject subject;

	private Clients clients;

	/**
	 * Create the clients.
	 * @throws Exception if they cannot be created
	 */
	@Setup
	public void create() throws Exception {
		this.clients = Clients.of(ServerAddress.get(), this.scheme.equals("wss"));
	}

	/**
	 * Open a session, wait for a byte, and close it.
	 * @throws Exception if it fails
	 */
	@Benchmark
	public void spawn() throws Exception {
		Dialogue dialogue = this.subject.dialogue(this.clients, "hello");
		dialogue.output().await();
		dialogue.end().run();
	}

	/**
	 * Close the clients.
	 */
	@TearDown
	public void close() {
		this.clients.close();
	}

}
