package ai.miosa.spring.computer.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaConflictException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.ApiResponse;
import ai.miosa.spring.api.Json;
import ai.miosa.spring.computer.ComputerInfo;
import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.exec.engine.ExecRetry;
import ai.miosa.spring.text.CommandChecks;

/**
 * The API's routes for the life cycle of computers, or of sandboxes, one method each. The
 * routes of computers are those on which the vendor's clients (Go 2.1.0, Python 1.3.8,
 * TypeScript 2.0.6, CLI 1.3.3) agree; those of sandboxes are those of Go 2.1.0 and the
 * CLI.
 */
final class ComputerApi {

	/**
	 * The time allowed for a creation, which takes longer than other calls.
	 */
	private static final Duration CREATION_TIME = Duration.ofMinutes(1);

	private static final Duration MAX_READY_TIME = Duration.ofDays(1);

	private static final int PAGE_SIZE = 100;

	/**
	 * Retries of idempotent calls, even if they may have been carried out.
	 */
	private static final Retry IDEMPOTENT = Retry.backoff(3, Duration.ofMillis(500))
		.filter((ex) -> ex instanceof MiosaException failure && failure.mayHaveRun())
		.onRetryExhaustedThrow((spec, signal) -> signal.failure());

	private final ComputerKind kind;

	private final String path;

	private final ApiClient client;

	private final Duration deadline;

	private final ExecRetry retry;

	private final ComputerObserver observer;

	ComputerApi(ComputerKind kind, ApiClient client, Duration deadline, ExecRetry retry,
			ObservationRegistry observationRegistry) {
		this.kind = kind;
		this.path = (kind == ComputerKind.SANDBOX) ? "/sandboxes" : "/computers";
		this.client = client;
		this.deadline = deadline;
		this.retry = retry;
		this.observer = new ComputerObserver(observationRegistry, kind);
	}

	ComputerKind kind() {
		return this.kind;
	}

	/**
	 * Return the time allowed for a call other than a creation.
	 */
	Duration deadline() {
		return this.deadline;
	}

	Mono<ComputerInfo> get(String id) {
		return this.observer.observe("get", id, describe(id).map(this::read).retryWhen(this.retry));
	}

	/**
	 * Return the status. Unlike {@link #get(String)}, the call is sent once and not
	 * observed, because the status is polled.
	 */
	Mono<ComputerStatus> status(String id) {
		return describe(id).map(ComputerInfoReader::status);
	}

	/**
	 * Return the sandbox with a name, or empty if there is none.
	 */
	Mono<ComputerInfo> byName(String name) {
		return this.observer.observe("get", null,
				this.client.get(new ApiCall("find", null), this.deadline, this.path + "/by-name/{name}", name)
					.map(this::read)
					.retryWhen(this.retry)
					.onErrorResume((ex) -> hasStatus(ex, 404) && ((MiosaException) ex).getCode() != null,
							(ex) -> Mono.empty()));
	}

	/**
	 * Return all, requesting pages on demand. The list ends when the total that the
	 * server reports is reached, or with a page that adds nothing, which a server that
	 * ignores the page number would send.
	 */
	Flux<ComputerInfo> list() {
		return Flux.defer(() -> {
			Set<String> known = new HashSet<>();
			return Flux.range(1, Integer.MAX_VALUE)
				.concatMap(this::page, 0)
				.map((page) -> page.without(known))
				.takeWhile((page) -> !page.computers().isEmpty())
				.takeUntil((page) -> page.total() != null && known.size() >= page.total())
				.concatMapIterable(Page::computers, 1);
		});
	}

	private Mono<Page> page(int number) {
		String size = (this.kind == ComputerKind.SANDBOX) ? "limit" : "per_page";
		return this.observer.observe("list", null,
				this.client
					.get(new ApiCall("list", null), this.deadline, this.path + "?page={page}&" + size + "={size}",
							number, PAGE_SIZE)
					.map((response) -> new Page(
							response.list("data", "computers", "sandboxes", "items").stream().map(this::read).toList(),
							response.unwrap("meta", "page").integer("total")))
					.retryWhen(this.retry));
	}

	/**
	 * Create one. The request is sent again only if it is known that nothing was created.
	 * @param body the request
	 * @param key the {@code Idempotency-Key}, which the API's documentation describes for
	 * any mutation. Whether the server honors it is unknown, so nothing relies on it
	 * @param wanted whether it is still to be created
	 * @return the one that was created, or empty if it is no longer wanted
	 */
	Mono<ComputerInfo> create(Map<String, Object> body, String key, BooleanSupplier wanted) {
		byte[] json = Json.writeObject(body);
		Mono<ApiResponse> creation = Mono.defer(() -> wanted.getAsBoolean()
				? this.client.create(new ApiCall("create", null), json, key, CREATION_TIME, this.path) : Mono.empty());
		return this.observer.observe("create", null, creation.map(this::read).retryWhen(this.retry));
	}

	Mono<Void> start(String id) {
		Mono<ApiResponse> call = post(id, (this.kind == ComputerKind.SANDBOX) ? "resume" : "start");
		// A conflict if it is running, such as SANDBOX_NOT_PAUSED
		return idempotent("start", id,
				call.onErrorResume(MiosaConflictException.class,
						(ex) -> describe(id).filter((response) -> isRunningOrStarting(response))
							.switchIfEmpty(Mono.error(ex))));
	}

	private static boolean isRunningOrStarting(ApiResponse response) {
		ComputerStatus status = ComputerInfoReader.status(response);
		return status.isRunning() || status.isStarting();
	}

	Mono<Void> stop(String id) {
		return idempotent("stop", id,
				post(id, "stop").onErrorResume(ComputerNotRunningException.class, (ex) -> Mono.empty()));
	}

	Mono<Void> restart(String id) {
		if (this.kind == ComputerKind.SANDBOX) {
			throw new UnsupportedOperationException("A sandbox cannot be restarted; stop it and start it again");
		}
		CommandChecks.checkComputerId(id);
		return this.observer.observe("restart", id, post(id, "restart").retryWhen(this.retry)).then();
	}

	private Mono<ApiResponse> post(String id, String action) {
		return this.client.send(new ApiCall(action, id), HttpMethod.POST, null, this.deadline,
				this.path + "/{id}/" + action, id);
	}

	Mono<Void> autoStop(String id, Duration idleTime) {
		byte[] body = Json.writeObject(Map.of("seconds", idleTime.toSeconds()));
		return idempotent("auto-stop", id, this.client.send(new ApiCall("auto-stop", id), HttpMethod.PATCH, body,
				this.deadline, this.path + "/{id}/auto-stop", id));
	}

	/**
	 * Destroy one. According to the vendor's Elixir client, a running computer is
	 * destroyed only with {@code force}; the other clients do not send it.
	 */
	Mono<Void> destroy(String id) {
		return Mono.defer(() -> {
			AtomicBoolean lost = new AtomicBoolean();
			Mono<ApiResponse> deletion = delete(id, "")
				.onErrorResume((ex) -> hasStatus(ex, 409), (ex) -> delete(id, "?force=true"))
				.doOnError(MiosaException.class, (ex) -> lost.compareAndSet(false, ex.mayHaveRun()))
				// Destroyed by a call whose response was lost
				.onErrorResume(ComputerNotFoundException.class, (ex) -> lost.get() ? Mono.empty() : Mono.error(ex));
			return idempotent("destroy", id, deletion);
		});
	}

	private static boolean hasStatus(Throwable ex, int status) {
		return ex instanceof MiosaException failure && Integer.valueOf(status).equals(failure.getStatus());
	}

	private Mono<ApiResponse> delete(String id, String query) {
		return this.client.send(new ApiCall("destroy", id), HttpMethod.DELETE, null, this.deadline,
				this.path + "/{id}" + query, id);
	}

	private Mono<Void> idempotent(String operation, String id, Mono<ApiResponse> call) {
		CommandChecks.checkComputerId(id);
		return this.observer.observe(operation, id, call.retryWhen(this.retry).retryWhen(IDEMPOTENT)).then();
	}

	/**
	 * Wait until one is running.
	 * @param started whether it was started, so that it may be reported as stopped only
	 * because its status lags behind
	 */
	Mono<ComputerStatus> waitUntilReady(String id, Duration timeout, BooleanSupplier started) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero() && timeout.compareTo(MAX_READY_TIME) <= 0,
				"The timeout must be positive and at most a day");
		return describe(id).map((response) -> requireRunning(id, response, started.getAsBoolean()))
			.retryWhen(new ExecRetry(Integer.MAX_VALUE, timeout, timeout))
			.timeout(timeout, Mono.error(() -> notReady(id, timeout)))
			.onErrorMap(ComputerStartingException.class, (ex) -> notReady(id, timeout));
	}

	private Mono<ApiResponse> describe(String id) {
		CommandChecks.checkComputerId(id);
		return this.client.get(new ApiCall("status", id), this.deadline, this.path + "/{id}", id);
	}

	private ComputerInfo read(ApiResponse response) {
		return ComputerInfoReader.read(this.kind, response);
	}

	private ComputerStatus requireRunning(String id, ApiResponse response, boolean started) {
		ComputerStatus status = ComputerInfoReader.status(response);
		if (status.isRunning()) {
			return status;
		}
		if (status.isStarting() || status.state() == State.SNAPSHOTTING || status.state() == State.UNKNOWN
				|| (started && !status.isFinal())) {
			throw new ComputerStartingException("The " + this.kind + " is not ready yet", id, response.info());
		}
		String remedy = status.isFinal() ? ", which is final; create another one" : "; start it first";
		throw new ComputerNotRunningException("The " + this.kind + " is not running but " + status.state() + remedy, id,
				response.info());
	}

	private MiosaTimeoutException notReady(String id, Duration timeout) {
		return new MiosaTimeoutException("The " + this.kind + " was not ready within " + timeout.toMillis() + " ms", id,
				false, null);
	}

	/**
	 * A page of a list.
	 *
	 * @param computers the computers
	 * @param total how many there are on all pages, or {@code null} if unknown
	 */
	private record Page(List<ComputerInfo> computers, @Nullable Integer total) {

		/**
		 * Return the page without the computers that are known, and record the others.
		 */
		Page without(Set<String> known) {
			return new Page(this.computers.stream().filter((computer) -> known.add(computer.id())).toList(),
					this.total);
		}

	}

}
