package ai.miosa.spring.test;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.api.Api;
import ai.miosa.spring.test.api.RequestLog;
import ai.miosa.spring.test.api.RequestRate;
import ai.miosa.spring.test.api.ResultFormat;
import ai.miosa.spring.test.api.Route;
import ai.miosa.spring.test.api.Target;
import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Exchange;
import ai.miosa.spring.test.http.ReceivedRequest;
import ai.miosa.spring.test.http.RequestHandler;
import ai.miosa.spring.test.session.SessionUpgrader;

/**
 * Passes received requests from the event loop to a worker thread, applying faults.
 */
final class RequestProcessor implements RequestHandler {

	private final Api api;

	private final SessionUpgrader upgrader;

	private final Executor executor;

	private final RequestLog log;

	private final Faults<Fault> faults;

	private final Faults<SessionFault> sessionFaults;

	private final ResultFormat resultFormat;

	private final RequestRate rate;

	RequestProcessor(Api api, SessionUpgrader upgrader, Executor executor, RequestLog log, Faults<Fault> faults,
			Faults<SessionFault> sessionFaults, ResultFormat resultFormat, RequestRate rate) {
		this.api = api;
		this.upgrader = upgrader;
		this.executor = executor;
		this.log = log;
		this.faults = faults;
		this.sessionFaults = sessionFaults;
		this.resultFormat = resultFormat;
		this.rate = rate;
	}

	@Override
	public boolean begin(ReceivedRequest head, Exchange exchange) {
		Fault fault = (SessionUpgrader.isUpgrade(head) || !this.api.isAuthentic(head)) ? null
				: this.faults.pollIf(Fault::isBeforeBody);
		if (fault == null) {
			return true;
		}
		submit(exchange, () -> fault.apply(exchange, (format) -> notRun(exchange)));
		return false;
	}

	@Override
	public void handle(ReceivedRequest request, Exchange exchange) {
		Target target = Target.of(request);
		ApiException tooMany = this.rate.take();
		if (tooMany != null) {
			this.log.add(request, target);
			submit(exchange, () -> exchange.send(exchange.error(tooMany)));
			return;
		}
		if (SessionUpgrader.isUpgrade(request)) {
			Target session = new Target(target.route(), SessionUpgrader.command(request));
			this.log.add(request, session);
			SessionFault fault = next(this.sessionFaults, request, session);
			submit(exchange, () -> upgrade(request, session.route(), (fault != null) ? fault : SessionFault.session(),
					exchange));
		}
		else {
			this.log.add(request, target);
			Fault fault = next(this.faults, request, target);
			submit(exchange, () -> answer(request, target.route(), (fault != null) ? fault : Fault.none(), exchange));
		}
	}

	private <F> @Nullable F next(Faults<F> faults, ReceivedRequest request, Target target) {
		return this.api.isAuthentic(request) ? faults.poll(target) : null;
	}

	private void answer(ReceivedRequest request, @Nullable Route route, Fault fault, Exchange exchange)
			throws Exception {
		fault.apply(exchange, (format) -> {
			try {
				return this.api.handle(request, route, format.apply(this.resultFormat), exchange.clientGone());
			}
			catch (ApiException ex) {
				return exchange.error(ex);
			}
		});
	}

	private void upgrade(ReceivedRequest request, @Nullable Route route, SessionFault fault, Exchange exchange)
			throws Exception {
		Fault rejection = fault.rejection();
		if (rejection != null) {
			rejection.apply(exchange, (format) -> notRun(exchange));
			return;
		}
		try {
			this.upgrader.upgrade(request, route, fault.behavior(), exchange);
		}
		catch (ApiException ex) {
			exchange.send(exchange.error(ex));
		}
	}

	private static Answer notRun(Exchange exchange) {
		return exchange.error(ApiException.notFound());
	}

	private void submit(Exchange exchange, Work work) {
		this.executor.execute(() -> run(exchange, work));
	}

	private static void run(Exchange exchange, Work work) {
		try {
			work.run();
		}
		catch (CancellationException ex) {
			// The client has disconnected
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			exchange.reset();
		}
	}

	/**
	 * Answers a request.
	 */
	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

	/**
	 * Processes a request and returns the response, including the error for a rejected
	 * request.
	 */
	@FunctionalInterface
	interface Call {

		Answer answer(UnaryOperator<ResultFormat> format) throws InterruptedException;

	}

}
