package ai.miosa.spring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.util.Assert;

/**
 * Sessions over {@code wss}: output, the echo of a line, the time from the call to the
 * first byte, and sessions that stay open.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class SessionBenchmark {

	@Param
	private Subject subject;

	@Param("32768")
	private int frame;

	@Param("64")
	private int mib;

	private final Semaphore echoed = new Semaphore(0);

	private final List<SessionClient.Session> idle = new ArrayList<>();

	private SessionClient client;

	private SessionClient.Session session;

	@Setup
	public void open() throws Exception {
		this.client = this.subject.client.call();
		this.session = this.client.open("echo", (data) -> this.echoed.release());
	}

	@Benchmark
	public void output(OutputSession output) throws Exception {
		output.session.stdin().accept(new byte[] { '\n' });
		output.session.exitCode().call();
		output.session.closer().close();
		Assert.state(output.bytes.sum() == this.mib * 1024L * 1024, () -> output.bytes + " bytes");
	}

	@Benchmark
	public void echo() throws Exception {
		this.session.stdin().accept(new byte[] { '\n' });
		this.echoed.acquire();
	}

	@Benchmark
	public void spawn() throws Exception {
		openToFirstByte().closer().close();
	}

	@Benchmark
	public void idle() throws Exception {
		this.idle.add(openToFirstByte());
	}

	private SessionClient.Session openToFirstByte() throws Exception {
		Semaphore first = new Semaphore(0);
		SessionClient.Session opened = this.client.open("hello", (data) -> first.release());
		first.acquire();
		return opened;
	}

	/**
	 * A session that is opened outside of the measured time.
	 */
	@State(Scope.Benchmark)
	public static class OutputSession {

		private final LongAdder bytes = new LongAdder();

		private SessionClient.Session session;

		@Setup(Level.Invocation)
		public void open(SessionBenchmark benchmark) throws Exception {
			this.bytes.reset();
			this.session = benchmark.client.open("stream " + benchmark.frame + " " + benchmark.mib,
					(data) -> this.bytes.add(data.remaining()));
		}

	}

	/**
	 * The starter, with one way to read output, and other clients.
	 */
	public enum Subject {

		// @formatter:off
		NON_BLOCKING_HANDLER(() -> new Miosa()::nonBlockingHandler),
		HANDLER(() -> new Miosa()::handler),
		INPUT_STREAM(() -> new Miosa()::inputStream),
		FLUX(() -> new Miosa()::flux),
		OKHTTP(OkHttp::new),
		JDK(Jdk::new),
		TOMCAT(Tomcat::new),
		JAVA_WEBSOCKET(JavaWebSocket::new),
		OKHTTP_AND_READER(() -> new OkHttp().andReader()),
		TOMCAT_AND_READER(() -> new Tomcat().andReader()),
		JOB(() -> new Miosa("--miosa.base-url=${benchmark.computer}")::job);
		// @formatter:on

		private final Callable<SessionClient> client;

		Subject(Callable<SessionClient> client) {
			this.client = client;
		}

	}

}
