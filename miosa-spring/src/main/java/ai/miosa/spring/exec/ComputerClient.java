package ai.miosa.spring.exec;

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

/**
 * Client for what the API says about computers. It runs no command.
 */
final class ComputerClient {

	private final ApiClient client;

	private final Duration deadline;

	/**
	 * Create a client.
	 * @param client sends the requests
	 * @param deadline the time allowed for each exchange
	 */
	ComputerClient(ApiClient client, Duration deadline) {
		this.client = client;
		this.deadline = deadline;
	}

	Mono<ComputerStatus> status(String computerId) {
		return describe(computerId).map(ComputerClient::statusOf);
	}

	Mono<ComputerStatus> waitUntilReady(String computerId, Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "The time to wait must be positive");
		return describe(computerId).map((response) -> requireRunning(computerId, response))
			.retryWhen(new ExecRetry(Integer.MAX_VALUE, timeout, timeout, new RetryCounts()))
			.timeout(timeout, Mono.error(() -> notReady(computerId, timeout)))
			.onErrorMap(ComputerStartingException.class, (ex) -> notReady(computerId, timeout));
	}

	Mono<Void> checkAccess() {
		// The cheapest call that needs a good key
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
		throw new ComputerNotRunningException(
				"The computer does not get ready by itself, its status is " + status.state() + ": start it", computerId,
				response.info());
	}

	private static MiosaTimeoutException notReady(String computerId, Duration timeout) {
		return new MiosaTimeoutException("The computer was not ready within " + timeout.toMillis() + " ms", computerId,
				false, null);
	}

}
