package ai.miosa.spring.exec;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.file.MiosaFiles;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Run commands on one computer and wait for the results. The methods are those of
 * {@link MiosaExecOperations} without the computer's id.
 */
public final class MiosaComputer {

	private final MiosaExecOperations operations;

	private final String id;

	MiosaComputer(MiosaExecOperations operations, String id) {
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
	public ExecResult bash(String command) {
		return this.operations.bash(this.id, command);
	}

	/**
	 * Run a bash command.
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	public ExecResult bash(String command, ExecOptions options) {
		return this.operations.bash(this.id, command, options);
	}

	/**
	 * Run a python script with the default options.
	 * @param code the script's text
	 * @return the result
	 */
	public ExecResult python(String code) {
		return this.operations.python(this.id, code);
	}

	/**
	 * Run a python script.
	 * @param code the script's text
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	public ExecResult python(String code, ExecOptions options) {
		return this.operations.python(this.id, code, options);
	}

	/**
	 * Open an interactive session with the default options.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	public MiosaSession spawn(String command) {
		return this.operations.spawn(this.id, command);
	}

	/**
	 * Open an interactive session.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	public MiosaSession spawn(String command, SessionOptions options) {
		return this.operations.spawn(this.id, command, options);
	}

	/**
	 * Return the files on this computer.
	 * @return the files
	 */
	public MiosaFiles files() {
		return new MiosaFiles(this.id, this::spawn);
	}

	/**
	 * Ask for the state of this computer.
	 * @return the state, such as {@code running}
	 */
	public String status() {
		return this.operations.status(this.id);
	}

	@Override
	public String toString() {
		return "MiosaComputer[" + this.id + "]";
	}

}
