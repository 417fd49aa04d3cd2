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
 * Dialogues with a command: the time until a byte of stdin comes back, the time from the
 * call to the first byte of output (over TLS of a server that is known, so that the TLS
 * session is resumed), and writes of 32 KiB a second to a command that takes all.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class InteractiveBenchmark {

	private static final byte[] KEY = { 'a' };

	private static final byte[] WRITE = new byte[32 * 1024];

	@Param({ "ws", "wss" })
	private String scheme;

	@Param({ "NETTY", "NON_BLOCKING_HANDLER", "HANDLER", "INPUT_STREAM" })
	private String subject;

	private InteractiveSubject talker;

	private Clients clients;

	private Dialogue echo;

	private Dialogue sink;

	@Setup
	public void create() throws Exception {
		this.talker = InteractiveSubject.valueOf(this.subject);
		this.clients = Clients.of(ServerAddress.get(), this.scheme.equals("wss"));
		this.echo = this.talker.dialogue(this.clients, "echo");
		this.sink = this.talker.dialogue(this.clients, "sink");
	}

	@Benchmark
	@BenchmarkMode(Mode.SampleTime)
	@OutputTimeUnit(TimeUnit.MICROSECONDS)
	public void echo() throws Exception {
		this.echo.stdin().send(KEY);
		this.echo.output().await();
	}

	@Benchmark
	@BenchmarkMode(Mode.SampleTime)
	@OutputTimeUnit(TimeUnit.MICROSECONDS)
	@Warmup(iterations = 20, time = 2)
	public void spawn() throws Exception {
		Dialogue hello = this.talker.dialogue(this.clients, "hello");
		hello.output().await();
		hello.end().run();
	}

	@Benchmark
	@BenchmarkMode(Mode.Throughput)
	@OutputTimeUnit(TimeUnit.SECONDS)
	public void stdin() throws Exception {
		this.sink.stdin().send(WRITE);
	}

	@TearDown
	public void close() {
		this.clients.close();
	}

}
