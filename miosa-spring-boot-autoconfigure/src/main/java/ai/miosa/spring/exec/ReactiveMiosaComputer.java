package ai.miosa.spring.exec;

import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Run commands on one computer without blocking. The methods are those of
 * {@link ReactiveMiosaExecOperations} without the computer's id.
 */
public final class ReactiveMiosaComputer {

	private final ReactiveMiosaExecOperations operations;

	private final String id;

	ReactiveMiosaComputer(ReactiveMiosaExecOperations operations, String id) {
		CommandChecks.checkComputerId(id);
		this.operations = operations;
		this.id = id;
	}

	/**
	 * Return the id of this computer.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * Run a bash command with the default options.
	 * @param command the command
	 * @return the result
	 */
	public Mono<ExecResult> bash(String command) {
		return this.operations.bash(this.id, command);
	}

	/**
	 * Run a bash command.
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	public Mono<ExecResult> bash(String command, ExecOptions options) {
		return this.operations.bash(this.id, command, options);
	}

	/**
	 * Run a python script with the default options.
	 * @param code the script's text
	 * @return the result
	 */
	public Mono<ExecResult> python(String code) {
		return this.operations.python(this.id, code);
	}

	/**
	 * Run a python script.
	 * @param code the script's text
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	public Mono<ExecResult> python(String code, ExecOptions options) {
		return this.operations.python(this.id, code, options);
	}

	/**
	 * Open an interactive session with the default options.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	public Mono<MiosaSession> spawn(String command) {
		return this.operations.spawn(this.id, command);
	}

	/**
	 * Open an interactive session.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	public Mono<MiosaSession> spawn(String command, SessionOptions options) {
		return this.operations.spawn(this.id, command, options);
	}

	/**
	 * Ask for the state of this computer.
	 * @return the state, such as {@code running}
	 */
	public Mono<String> status() {
		return this.operations.status(this.id);
	}

	@Override
	public String toString() {
		return "ReactiveMiosaComputer[" + this.id + "]";
	}

}
