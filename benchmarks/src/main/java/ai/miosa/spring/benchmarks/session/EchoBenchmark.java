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
 * The time from sending a byte of stdin until it comes back as output.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class EchoBenchmark {

	private static final byte[] KEY = { 'a' };

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

	private Dialogue dialogue;

	/**
	 * Create the clients.
	 * @throws Exception if they cannot be created
	 */
	@Setup
	public void create() throws Exception {
		this.clients = Clients.of(ServerAddress.get(), this.scheme.equals("wss"));
		this.dialogue = this.subject.dialogue(this.clients, "echo");
	}

	/**
	 * Send a byte and wait for its echo.
	 * @throws Exception if it fails
	 */
	@Benchmark
	public void echo() throws Exception {
		this.dialogue.stdin().send(KEY);
		this.dialogue.output().await();
	}

	/**
	 * Close the clients.
	 */
	@TearDown
	public void close() {
		this.clients.close();
	}

}
