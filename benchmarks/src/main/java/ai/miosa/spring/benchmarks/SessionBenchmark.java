package ai.miosa.spring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.util.Assert;

/**
 * Sessions over {@code wss}: 64 MiB of output, the echo of a line, the time from the call
 * to the first byte, and sessions that stay open.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class SessionBenchmark {

	private static final byte[] LINE = { '\n' };

	private static final long BYTES = 64L * 1024 * 1024;

	@Param
	private Subject subject;

	@Param("32768")
	private int frame;

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
	public void output() throws Exception {
		LongAdder bytes = new LongAdder();
		SessionClient.Session stream = this.client.open("stream " + this.frame, (data) -> bytes.add(data.remaining()));
		stream.exitCode().call();
		stream.closer().close();
		Assert.state(bytes.sum() == BYTES, () -> bytes + " bytes");
	}

	@Benchmark
	public void echo() throws Exception {
		this.session.stdin().accept(LINE);
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

	@TearDown
	public void close() throws Exception {
		this.session.closer().close();
	}

	/**
	 * The starter's ways to read output, other clients, with or without another thread
	 * that reads, and a job of the starter.
	 */
	public enum Subject {

		// @formatter:off
		NON_BLOCKING_HANDLER(() -> new Miosa(Miosa.Way.NON_BLOCKING_HANDLER)),
		HANDLER(() -> new Miosa(Miosa.Way.HANDLER)),
		INPUT_STREAM(() -> new Miosa(Miosa.Way.INPUT_STREAM)),
		FLUX(() -> new Miosa(Miosa.Way.FLUX)),
		OKHTTP(OkHttp::new),
		JDK(Jdk::new),
		TOMCAT(Tomcat::new),
		JAVA_WEBSOCKET(JavaWebSocket::new),
		OKHTTP_AND_READER(() -> new Reader(new OkHttp())),
		TOMCAT_AND_READER(() -> new Reader(new Tomcat())),
		JOB(Job::new);
		// @formatter:on

		private final Callable<SessionClient> client;

		Subject(Callable<SessionClient> client) {
			this.client = client;
		}

	}

}
