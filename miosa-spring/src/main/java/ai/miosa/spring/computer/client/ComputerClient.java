package ai.miosa.spring.computer.client;

import java.time.Duration;

import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.ApiResponse;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.exec.engine.ExecRetry;

/**
 * Client for the status of computers, and the source of their handles. Safe for use by
 * many threads.
 */
public final class ComputerClient {

	private final ExecEngine engine;

	private final ApiClient client;

	private final Duration deadline;

	/**
	 * Create a client.
	 * @param engine runs commands
	 * @param client sends the other requests
	 * @param deadline the time allowed for each of these
	 */
	public ComputerClient(ExecEngine engine, ApiClient client, Duration deadline) {
		this.engine = engine;
		this.client = client;
		this.deadline = deadline;
	}

	/**
	 * Return the handle of a computer.
	 * @param computerId the computer
	 * @return the handle
	 */
	public MiosaComputer computer(String computerId) {
		return new DefaultMiosaComputer(this.engine, this, computerId);
	}

	Mono<ComputerStatus> status(String computerId) {
		return describe(computerId).map(ComputerClient::statusOf);
	}

	Mono<ComputerStatus> waitUntilReady(String computerId, Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "The timeout must be positive");
		return describe(computerId).map((response) -> requireRunning(computerId, response))
			.retryWhen(new ExecRetry(Integer.MAX_VALUE, timeout, timeout))
			.timeout(timeout, Mono.error(() -> notReady(computerId, timeout)))
			.onErrorMap(ComputerStartingException.class, (ex) -> notReady(computerId, timeout));
	}

	/**
	 * Check that the API can be reached and accepts the key.
	 * @return empty if so, else the failure
	 */
	public Mono<Void> checkAccess() {
		// The cheapest call that requires a valid key
		return this.client.get(new ApiCall("check of the API key", null), this.deadline, "/computers?per_page=1")
			.then();
	}

	private Mono<ApiResponse> describe(String computerId) {
		CommandChecks.checkComputerId(computerId);
		return this.client.get(new ApiCall("status", computerId), this.deadline, "/computers/{id}", computerId);
	}

	private static ComputerStatus statusOf(ApiResponse response) {
		String text = response.unwrap("data").text("status");
		if (text == null) {
			throw response.malformed("a response without a status");
		}
		return ComputerStatus.of(text);
	}

	private static ComputerStatus requireRunning(String computerId, ApiResponse response) {
		ComputerStatus status = statusOf(response);
		if (status.isRunning()) {
			return status;
		}
		if (status.isStarting() || status.state() == ComputerStatus.State.UNKNOWN) {
			throw new ComputerStartingException("The computer is not ready yet", computerId, response.info());
		}
		throw new ComputerNotRunningException("The computer is not running but " + status.state() + "; start it first",
				computerId, response.info());
	}

	private static MiosaTimeoutException notReady(String computerId, Duration timeout) {
		return new MiosaTimeoutException("The computer was not ready within " + timeout.toMillis() + " ms", computerId,
				false, null);
	}

}
