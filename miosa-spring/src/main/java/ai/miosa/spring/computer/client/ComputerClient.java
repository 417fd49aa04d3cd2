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
 * Source of the computers and sandboxes of a template. Safe for use by many threads.
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
	 * @param deadline the time allowed for each of these
	 * @param retry sends again what is known not to have been done
	 * @param defaults what computers are created with
	 * @param owned records what is to be destroyed
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
	 * @return empty if so, else the failure
	 */
	public Mono<Void> checkAccess() {
		// The cheapest call that requires a valid key
		return this.client.get(new ApiCall("check of the API key", null), this.deadline, "/computers?per_page=1")
			.then();
	}

}
