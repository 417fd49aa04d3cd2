package ai.miosa.spring.test.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.http.ReceivedRequest;

/**
 * Creates, lists, starts, stops and destroys computers and sandboxes.
 */
final class LifecycleCalls {

	private static final int MAX_PER_PAGE = 100;

	private static final int MAX_SECONDS = 365 * 86_400;

	private static final int MIN_WAIT = 2;

	private static final int MAX_WAIT = 120;

	private final Computers computers;

	LifecycleCalls(Computers computers) {
		this.computers = computers;
	}

	Answer answer(Route route, ReceivedRequest request, ResultFormat format) throws InterruptedException {
		boolean sandbox = route.isOfSandbox();
		return switch (route) {
			case LIST_COMPUTERS -> list(false, request.uri(), "status", "per_page");
			case LIST_SANDBOXES -> list(true, request.uri(), "state", "limit");
			case CREATE_COMPUTER ->
				described(201, this.computers.create(false, Spec.ofComputer(Api.body(request))), format);
			case CREATE_SANDBOX -> createSandbox(request, format);
			case FIND_SANDBOX -> described(200, byName(id(route, request)), format);
			default -> one(route, request, this.computers.get(id(route, request), sandbox), format);
		};
	}

	private Answer createSandbox(ReceivedRequest request, ResultFormat format) throws InterruptedException {
		Map<String, List<String>> query = new QueryStringDecoder(request.uri()).parameters();
		Computer sandbox = this.computers.create(true, Spec.ofSandbox(Api.body(request)));
		if (!query.containsKey("wait")) {
			return described(201, sandbox, format);
		}
		int seconds = Math.max(MIN_WAIT, number(query, "wait", MIN_WAIT, MAX_WAIT));
		boolean ready = sandbox.awaitStart(Duration.ofSeconds(seconds));
		return described(201, sandbox, format).with("X-Miosa-Wait", ready ? "ready" : "timeout");
	}

	private Answer one(Route route, ReceivedRequest request, Computer computer, ResultFormat format) {
		switch (route) {
			case GET_COMPUTER, GET_SANDBOX -> {
				return described(200, computer, format);
			}
			case READINESS -> {
				boolean ready = computer.status().isRunning();
				return json(200, Map.of("ready", ready, "status", ready ? "ready" : "pending"), "data", format);
			}
			case DESTROY_COMPUTER, DESTROY_SANDBOX -> {
				this.computers.destroy(computer);
				return Answer.of(204, Map.of(), new byte[0]);
			}
			case START_COMPUTER -> this.computers.start(computer);
			case RESUME_SANDBOX -> {
				if (computer.status().state() != State.PAUSED) {
					throw new ApiException(409, "SANDBOX_NOT_PAUSED", "The sandbox is not paused");
				}
				this.computers.start(computer);
			}
			case RESTART_COMPUTER -> this.computers.restart(computer);
			case STOP_COMPUTER, STOP_SANDBOX, PAUSE_SANDBOX -> this.computers.stop(computer);
			case AUTO_STOP ->
				this.computers.stopAfterIdle(computer, Api.body(request).number("seconds", 0, 0, MAX_SECONDS));
			case EXTEND_SANDBOX ->
				this.computers.endAfter(computer, Api.body(request).number("timeout_sec", MAX_SECONDS, 1, MAX_SECONDS));
			default -> throw ApiException.notFound();
		}
		return described(202, computer, format);
	}

	private static String id(Route route, ReceivedRequest request) {
		return route.id(request.method(), request.uri());
	}

	private Computer byName(String name) {
		return all(true).stream()
			.filter((computer) -> computer.spec().name().equals(name))
			.findFirst()
			.orElseThrow(ApiException::notFound);
	}

	private List<Computer> all(boolean sandbox) {
		return this.computers.all().stream().filter((computer) -> computer.isSandbox() == sandbox).toList();
	}

	private Answer list(boolean sandbox, String uri, String statusParameter, String sizeParameter) {
		Map<String, List<String>> query = new QueryStringDecoder(uri).parameters();
		List<String> statuses = query.getOrDefault(statusParameter, List.of());
		List<Computer> found = all(sandbox).stream()
			.filter((computer) -> statuses.isEmpty() || statuses.contains(computer.status().text()))
			.toList();
		int page = number(query, "page", 1, Integer.MAX_VALUE);
		int size = number(query, sizeParameter, 20, MAX_PER_PAGE);
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("data", found.stream().skip((page - 1L) * size).limit(size).map(Computer::describe).toList());
		body.put("meta", Map.of("total", found.size(), "page", page, "per_page", size));
		return Answer.json(200, Json.bytes(body));
	}

	private static int number(Map<String, List<String>> query, String name, int byDefault, int max) {
		List<String> values = query.get(name);
		if (values == null) {
			return byDefault;
		}
		try {
			int number = Integer.parseInt(values.get(0));
			Assert.isTrue(number >= 1, "Not positive");
			return Math.min(number, max);
		}
		catch (IllegalArgumentException ex) {
			throw ApiException.invalid("The parameter '" + name + "' must be a positive number");
		}
	}

	private static Answer described(int status, Computer computer, ResultFormat format) {
		return json(status, computer.describe(), computer.isSandbox() ? "data" : null, format);
	}

	private static Answer json(int status, Map<String, Object> body, @Nullable String ofTheRoute, ResultFormat format) {
		String wrapper = format.wrapper(ofTheRoute);
		// No client expects a computer under "result"
		return Answer.json(status, Json.bytes("data".equals(wrapper) ? Map.of(wrapper, body) : body));
	}

}
