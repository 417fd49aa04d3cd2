package ai.miosa.spring.benchmarks.session;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

import jakarta.websocket.Session;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import ai.miosa.spring.benchmarks.support.Rotation;
import ai.miosa.spring.session.MiosaSession;

/**
 * Writes stdin until the computer has it all, each iteration in another way.
 */
@State(Scope.Benchmark)
public class StdinBenchmark {

	private static final int WRITE = 32 * 1024;

	/**
	 * The number of writes.
	 */
	@Param("1")
	public int count = 1;

	private final BareSessions bare = new BareSessions();

	private final MiosaSessions miosa = new MiosaSessions();

	private int iteration;

	private Variant variant = Variant.TOMCAT;

	/**
	 * Let the next variant take its turn.
	 */
	@Setup(Level.Iteration)
	public void nextVariant() {
		Variant[] variants = Variant.values();
		this.variant = variants[Rotation.variant(this.iteration++, variants.length)];
	}

	/**
	 * Write stdin.
	 * @throws Exception if it cannot be written
	 */
	@Benchmark
	public void stdin() throws Exception {
		String command = "sink " + (long) this.count * WRITE;
		if (this.variant == Variant.TOMCAT) {
			tomcat(command);
		}
		else {
			outputStream(command);
		}
	}

	private void tomcat(String command) throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		Session session = this.bare.tomcat(command, (part) -> {
		}, closed::countDown);
		ByteBuffer frame = ByteBuffer.allocate(1 + WRITE);
		for (int i = 0; i < this.count; i++) {
			session.getBasicRemote().sendBinary(frame.duplicate());
		}
		closed.await();
	}

	private void outputStream(String command) throws Exception {
		try (MiosaSession session = this.miosa.spawn(command)) {
			OutputStream stdin = session.stdin();
			byte[] bytes = new byte[WRITE];
			for (int i = 0; i < this.count; i++) {
				stdin.write(bytes);
			}
			session.await();
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
	 * The ways to write that are compared.
	 */
	public enum Variant {

		/**
		 * A bare endpoint of Tomcat's client.
		 */
		TOMCAT,

		/**
		 * A session's {@code OutputStream}.
		 */
		OUTPUT_STREAM

	}

}
