package ai.miosa.spring.benchmarks.session;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

import jakarta.websocket.Session;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import ai.miosa.spring.benchmarks.support.Latencies;
import ai.miosa.spring.benchmarks.support.Rotation;
import ai.miosa.spring.session.MiosaSession;

/**
 * Sends one key after the other, each as soon as the one before has come back, each
 * iteration in another way.
 */
@State(Scope.Benchmark)
public class EchoBenchmark {

	/**
	 * The number of keys.
	 */
	@Param("1")
	public int count = 1;

	private final BareSessions bare = new BareSessions();

	private final MiosaSessions miosa = new MiosaSessions();

	private List<Callable<?>> variants = List.of();

	private int iteration;

	private Callable<?> variant = () -> 0;

	/**
	 * Open a session for each variant.
	 * @throws Exception if a session cannot be opened
	 */
	@Setup(Level.Trial)
	public void open() throws Exception {
		this.variants = List.of(tomcat(), handler(), inputStream());
	}

	private Callable<?> tomcat() throws Exception {
		Semaphore echoes = new Semaphore(0);
		Session session = this.bare.tomcat("echo", (part) -> echoes.release(), () -> {
		});
		ByteBuffer key = ByteBuffer.wrap(new byte[] { 0, 'k' });
		return () -> {
			session.getBasicRemote().sendBinary(key.duplicate());
			echoes.acquire();
			return session;
		};
	}

	private Callable<?> handler() {
		Semaphore echoes = new Semaphore(0);
		MiosaSession session = this.miosa.spawn("echo", (output) -> echoes.release());
		return () -> {
			session.sendStdin("k");
			echoes.acquire();
			return session;
		};
	}

	private Callable<?> inputStream() {
		MiosaSession session = this.miosa.spawn("echo");
		InputStream stdout = session.stdout();
		return () -> {
			session.sendStdin("k");
			return stdout.read();
		};
	}

	/**
	 * Let the next variant take its turn.
	 */
	@Setup(Level.Iteration)
	public void nextVariant() {
		this.variant = this.variants.get(Rotation.variant(this.iteration++, this.variants.size()));
	}

	/**
	 * Send the keys.
	 * @param latencies takes how long each of them took
	 * @throws Exception if one cannot be sent
	 */
	@Benchmark
	public void echo(Latencies latencies) throws Exception {
		long[] nanos = new long[this.count];
		for (int i = 0; i < this.count; i++) {
			long start = System.nanoTime();
			this.variant.call();
			nanos[i] = System.nanoTime() - start;
		}
		latencies.set(nanos);
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
	 * The ways to send and receive that are compared.
	 */
	public enum Variant {

		/**
		 * A bare endpoint of Tomcat's client.
		 */
		TOMCAT,

		/**
		 * {@code sendStdin} and an output handler.
		 */
		HANDLER,

		/**
		 * {@code sendStdin} and the {@code InputStream}.
		 */
		INPUT_STREAM

	}

}
