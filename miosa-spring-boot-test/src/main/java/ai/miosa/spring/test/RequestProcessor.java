package ai.miosa.spring.test;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Takes received requests from the event loop to a worker thread and their answers back.
 */
final class RequestProcessor {

	private final Api api;

	private final SessionUpgrader upgrader;

	private final ExecutorService executor;

	private final Faults<Fault> faults;

	private final ResultFormat resultFormat;

	private final ErrorShape errorShape;

	RequestProcessor(Api api, SessionUpgrader upgrader, ExecutorService executor, Faults<Fault> faults,
			ResultFormat resultFormat, ErrorShape errorShape) {
		this.api = api;
		this.upgrader = upgrader;
		this.executor = executor;
		this.faults = faults;
		this.resultFormat = resultFormat;
		this.errorShape = errorShape;
	}

	Fault nextFault() {
		Fault fault = this.faults.poll();
		return (fault != null) ? fault : Fault.none();
	}

	Exchange exchange(Channel channel, boolean keepAlive, Runnable onAnswered) {
		return new Exchange(channel, keepAlive, this.errorShape, onAnswered);
	}

	void process(RecordedRequest request, Fault fault, Exchange exchange) {
		this.api.record(request);
		submit(exchange, () -> fault.apply(exchange, (format) -> {
			try {
				return this.api.handle(request, format.apply(this.resultFormat), exchange.clientGone());
			}
			catch (ApiError ex) {
				return exchange.error(ex, null);
			}
		}));
	}

	void upgrade(RecordedRequest request, HttpRequest head, SessionFault fault, Exchange exchange, Channel channel) {
		this.api.record(request);
		submit(exchange, () -> this.upgrader.upgrade(request, head, fault, exchange, channel));
	}

	SessionFault nextSessionFault() {
		return this.upgrader.nextFault();
	}

	void submit(Exchange exchange, Work work) {
		this.executor.execute(() -> run(exchange, work));
	}

	private static void run(Exchange exchange, Work work) {
		try {
			work.run();
		}
		catch (CancellationException ex) {
			// The client has gone; there is nobody to answer
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			exchange.drop(ConnectionEnd.RESET);
		}
	}

	/**
	 * Answers a request.
	 */
	@FunctionalInterface
	interface Work {

		void run() throws Exception;

	}

}
