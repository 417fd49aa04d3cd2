package ai.miosa.spring.computer.client;

import java.time.Duration;

import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.computer.ComputerDefaults;
import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.exec.engine.ExecRetry;

/**
 * Provides the computers and sandboxes of a template. Thread-safe.
 */
public final class ComputerClient {

	private final ExecEngine engine;

	private final ApiClient client;

	private final Duration deadline;

	private final MiosaComputers computers;

	private final MiosaComputers sandboxes;

	/**
	 * Create a client.
	 * @param engine runs commands
	 * @param client sends the other requests
	 * @param deadline the time allowed for each other request
	 * @param retry retries calls that are known to have done nothing
	 * @param defaults the defaults of computers to create
	 * @param owned records the computers to destroy
	 * @param observationRegistry the registry of the observations
	 */
	public ComputerClient(ExecEngine engine, ApiClient client, Duration deadline, ExecRetry retry,
			ComputerDefaults defaults, OwnedComputers owned, ObservationRegistry observationRegistry) {
		this.engine = engine;
		this.client = client;
		this.deadline = deadline;
		this.computers = new DefaultMiosaComputers(engine,
				new ComputerApi(ComputerKind.COMPUTER, client, deadline, retry, observationRegistry), defaults, owned);
		this.sandboxes = new DefaultMiosaComputers(engine.ofSandboxes(),
				new ComputerApi(ComputerKind.SANDBOX, client, deadline, retry, observationRegistry), defaults, owned);
	}

	/**
	 * Return the handle of a computer or sandbox.
	 * @param id the id
	 * @return the handle
	 */
	public MiosaComputer computer(String id) {
		return (this.engine.isSandbox(id) ? this.sandboxes : this.computers).computer(id);
	}

	/**
	 * Return the computers.
	 * @return the computers
	 */
	public MiosaComputers computers() {
		return this.computers;
	}

	/**
	 * Return the sandboxes.
	 * @return the sandboxes
	 */
	public MiosaComputers sandboxes() {
		return this.sandboxes;
	}

	/**
	 * Check that the API can be reached and accepts the key.
	 * @return completes empty, or with the failure
	 */
	public Mono<Void> checkAccess() {
		// The cheapest call that requires a valid key
		return this.client.get(new ApiCall("check of the API key", null), this.deadline, "/computers?per_page=1")
			.then();
	}

}
