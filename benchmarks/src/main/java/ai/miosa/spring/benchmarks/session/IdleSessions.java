package ai.miosa.spring.benchmarks.session;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import ai.miosa.spring.benchmarks.support.Stub;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * Opens sessions that have nothing to do. Prints the bytes of heap and the threads that
 * each of them takes, first for a half of them and then for all, and the milliseconds of
 * processor time that all of them take while they are pinged three times.
 */
public final class IdleSessions {

	private static final Duration PING_INTERVAL = Duration.ofSeconds(3);

	private static final Duration WATCH = PING_INTERVAL.multipliedBy(3);

	private IdleSessions() {
	}

	/**
	 * Measure.
	 * @param arguments {@code bare} or {@code miosa}, and the number of sessions
	 * @throws Exception if a session cannot be opened
	 */
	public static void main(String[] arguments) throws Exception {
		Callable<Object> opener = (arguments[0].equals("bare")) ? bare() : miosa();
		int half = Integer.parseInt(arguments[1]) / 2;
		List<Object> sessions = new ArrayList<>();
		sessions.add(opener.call());
		long heap = heap();
		int threads = threads();
		StringBuilder result = new StringBuilder();
		for (int i = 1; i <= 2; i++) {
			for (int j = 0; j < half; j++) {
				sessions.add(opener.call());
			}
			result.append((heap() - heap) / (i * half)).append(' ');
			result.append((double) (threads() - threads) / (i * half)).append(' ');
		}
		System.out.println(result.append(processorMillis()));
		System.exit((sessions.size() > half) ? 0 : 1);
	}

	/**
	 * A client as it comes.
	 */
	private static Callable<Object> bare() {
		StandardWebSocketClient client = new StandardWebSocketClient();
		return () -> {
			WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
			headers.setBearerAuth(Stub.KEY);
			headers.setSecWebSocketProtocol(Stub.SUBPROTOCOL);
			return client.execute(new AbstractWebSocketHandler() {
			}, headers, Stub.sessionUri("idle")).get();
		};
	}

	private static Callable<Object> miosa() {
		MiosaSessions sessions = new MiosaSessions(
				MiosaSessionClient.builder(Stub.endpoint()).keepAliveInterval(PING_INTERVAL).build());
		return () -> sessions.spawn("idle");
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	private static double processorMillis() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		long start = system.getProcessCpuTime();
		long end = System.nanoTime() + WATCH.toNanos();
		for (long left = WATCH.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
		return (system.getProcessCpuTime() - start) / 1e6;
	}

}
