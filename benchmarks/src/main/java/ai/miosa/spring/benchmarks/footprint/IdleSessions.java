package ai.miosa.spring.benchmarks.footprint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.benchmarks.session.MiosaClient;
import ai.miosa.spring.benchmarks.session.NettyClient;
import ai.miosa.spring.benchmarks.session.TomcatClient;

/**
 * Opens sessions that have nothing to do. Prints what each takes of heap and of threads,
 * the threads that the client has in all, and the processor time of all of them while
 * each is pinged three times.
 */
public final class IdleSessions {

	private static final Duration PING_INTERVAL = Duration.ofSeconds(3);

	private static final Duration WATCH = PING_INTERVAL.multipliedBy(3);

	/**
	 * How many times as long to wait first: until then, what is measured is the JVM's own
	 * compiling and collecting.
	 */
	private static final int WARM_UP = 5;

	/**
	 * With these, all that sessions share has been set up.
	 */
	private static final int FIRST = 32;

	private IdleSessions() {
	}

	public static void main(String[] args) throws Exception {
		int threadsBefore = Measures.threads();
		Callable<Object> opener = opener(args[0], args[1].equals("wss"));
		int count = Integer.parseInt(args[2]);
		List<Object> sessions = new ArrayList<>(FIRST + count);
		for (int i = 0; i < FIRST; i++) {
			sessions.add(opener.call());
		}
		long heap = Measures.heap();
		int threads = Measures.threads();
		for (int i = 0; i < count; i++) {
			sessions.add(opener.call());
		}
		Measures.print("threads", (double) (Measures.threads() - threads) / count);
		Measures.print("allThreads", Measures.threads() - threadsBefore);
		Measures.print("heap", (Measures.heap() - heap) / 1024.0 / count);
		if (Boolean.parseBoolean(args[3])) {
			LockSupport.parkNanos(WATCH.multipliedBy(WARM_UP).toNanos());
			double start = Measures.processorMillis();
			LockSupport.parkNanos(WATCH.toNanos());
			Measures.print("processor", Measures.processorMillis() - start);
		}
		System.exit(sessions.size() - FIRST - count);
	}

	private static Callable<Object> opener(String subject, boolean secure) {
		ServerAddress server = ServerAddress.get();
		switch (subject) {
			case "NETTY" -> {
				NettyClient client = new NettyClient(server, secure);
				return () -> client.open("idle", (content) -> {
				}).pingEvery(PING_INTERVAL);
			}
			case "TOMCAT" -> {
				TomcatClient client = new TomcatClient(server, secure);
				return () -> client.open("idle", (bytes) -> {
				});
			}
			default -> {
				MiosaClient client = new MiosaClient(server, secure,
						(builder) -> builder.keepAliveInterval(PING_INTERVAL));
				return () -> client.open("idle");
			}
		}
	}

}
