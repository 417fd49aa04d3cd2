package ai.miosa.spring.session.client;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Reads a lot of output with little memory, in a separate JVM.
 */
public final class MemoryProbe {

	private static final long PAUSE_AT = 32L << 20;

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private MemoryProbe() {
	}

	public static void main(String[] args) throws Exception {
		boolean slow = args[1].equals("slow");
		long total = Long.parseLong(args[2]);
		try (MiosaSessionClient client = MiosaSessionClient.builder(MiosaEndpoint.of(args[0], SessionServer.KEY, null))
			.build()) {
			check("stream", stream(client, new Counter(slow)), total);
			check("flux", flux(client, new Counter(slow)), total);
			check("handler", handler(client, new Counter(slow)), total);
		}
	}

	private static Counter stream(MiosaSessionClient client, Counter counter) throws Exception {
		try (MiosaSession session = SessionServer.stream(client)) {
			InputStream stdout = session.stdout();
			byte[] buffer = new byte[32 * 1024];
			for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
				counter.add(read);
			}
			session.await(TIMEOUT);
		}
		return counter;
	}

	private static Counter flux(MiosaSessionClient client, Counter counter) {
		try (MiosaSession session = SessionServer.stream(client)) {
			session.output()
				.publishOn(Schedulers.boundedElastic(), 8)
				.doOnNext((output) -> counter.add(output.size()))
				.blockLast(TIMEOUT);
			session.await(TIMEOUT);
		}
		return counter;
	}

	private static Counter handler(MiosaSessionClient client, Counter counter) {
		SessionOptions options = SessionOptions.builder().outputHandler((output) -> counter.add(output.size())).build();
		try (MiosaSession session = SessionServer.open(client, options)) {
			session.await(TIMEOUT);
		}
		return counter;
	}

	private static void check(String way, Counter counter, long total) {
		if (counter.total.get() != total) {
			throw new IllegalStateException("The " + way + " has read " + counter.total);
		}
	}

	/**
	 * Counts bytes, and pauses now and then if it is slow.
	 */
	private static final class Counter {

		private final boolean slow;

		private final AtomicLong total = new AtomicLong();

		Counter(boolean slow) {
			this.slow = slow;
		}

		void add(int bytes) {
			long before = this.total.getAndAdd(bytes);
			if (this.slow && before / PAUSE_AT != (before + bytes) / PAUSE_AT) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
			}
		}

	}

}
