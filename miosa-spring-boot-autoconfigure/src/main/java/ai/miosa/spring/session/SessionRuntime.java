package ai.miosa.spring.session;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the sessions of a client share: the WebSocket container and one thread that knows
 * the time.
 */
final class SessionRuntime {

	/**
	 * Tomcat takes text in parts of this size; {@code miosa-exec-v1} has none.
	 */
	private static final int TEXT_BUFFER = 1024;

	private final UpgradeContainer container = new UpgradeContainer();

	private final ScheduledThreadPoolExecutor timer;

	SessionRuntime(KeepAlive keepAlive) {
		this.container.setDefaultMaxBinaryMessageBufferSize(SessionConnection.SMALLEST_BUFFER);
		this.container.setDefaultMaxTextMessageBufferSize(TEXT_BUFFER);
		this.container.setProcessPeriod(1);
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "miosa-session-timer");
			thread.setDaemon(true);
			return thread;
		});
		this.timer.setRemoveOnCancelPolicy(true);
		keepAlive.start(this.timer);
	}

	UpgradeContainer getContainer() {
		return this.container;
	}

	Future<?> schedule(Runnable task, Duration delay) {
		return this.timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	void close() {
		this.timer.shutdownNow();
		this.container.destroy();
	}

}
