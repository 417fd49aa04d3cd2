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
 * Stdin, in writes of 32 KiB a second, to a command that takes all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class StdinBenchmark {

	private static final byte[] WRITE = new byte[32 * 1024];

	/**
	 * Whether in clear or over TLS.
	 */
	@Param({ "ws", "wss" })
	public String scheme;

	/**
	 * Who talks to the command.
	 */
	@Param({ "NETTY", "NON_BLOCKING_HANDLER" })
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
		this.dialogue = this.subject.dialogue(this.clients, "sink");
	}

	/**
	 * Write once, or wait until there is room.
	 * @throws Exception if it fails
	 */
	@Benchmark
	public void write() throws Exception {
		this.dialogue.stdin().send(WRITE);
	}

	/**
	 * Close the clients.
	 */
	@TearDown
	public void close() {
		this.clients.close();
	}

}
