package ai.miosa.spring.benchmarks.session;

import java.util.concurrent.Semaphore;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.web.socket.WebSocketSession;

import ai.miosa.spring.benchmarks.support.Latencies;
import ai.miosa.spring.benchmarks.support.Rotation;
import ai.miosa.spring.session.MiosaSession;

/**
 * Opens a session, waits for its first byte and closes it, again and again, each
 * iteration in another way. The latency is that of the first byte.
 */
@State(Scope.Benchmark)
public class SpawnBenchmark {

	private static final String COMMAND = "hello";

	/**
	 * The number of sessions.
	 */
	@Param("1")
	public int count = 1;

	private final BareSessions bare = new BareSessions();

	private final MiosaSessions miosa = new MiosaSessions();

	private int iteration;

	private Variant variant = Variant.SPRING;

	/**
	 * Let the next variant take its turn.
	 */
	@Setup(Level.Iteration)
	public void nextVariant() {
		Variant[] variants = Variant.values();
		this.variant = variants[Rotation.variant(this.iteration++, variants.length)];
	}

	/**
	 * Open the sessions, one after the other.
	 * @param latencies takes how long each first byte took
	 * @throws Exception if one cannot be opened
	 */
	@Benchmark
	public void spawn(Latencies latencies) throws Exception {
		long[] nanos = new long[this.count];
		for (int i = 0; i < this.count; i++) {
			nanos[i] = (this.variant == Variant.SPRING) ? spring() : inputStream();
		}
		latencies.set(nanos);
	}

	private long spring() throws Exception {
		Semaphore first = new Semaphore(0);
		long start = System.nanoTime();
		WebSocketSession session = this.bare.spring(COMMAND, (part) -> first.release(), () -> {
		});
		first.acquire();
		long nanos = System.nanoTime() - start;
		session.close();
		return nanos;
	}

	private long inputStream() throws Exception {
		long start = System.nanoTime();
		try (MiosaSession session = this.miosa.spawn(COMMAND)) {
			session.stdout().read();
			return System.nanoTime() - start;
		}
	}

	/**
	 * Close the clients.
	 */
	@TearDown(Level.Trial)
	public void close() {
		this.bare.close();
		this.miosa.close();
	}

	/**
	 * The ways to open a session that are compared.
	 */
	public enum Variant {

		/**
		 * A bare {@code StandardWebSocketClient}.
		 */
		SPRING,

		/**
		 * {@code spawn} and the {@code InputStream}.
		 */
		INPUT_STREAM

	}

}
