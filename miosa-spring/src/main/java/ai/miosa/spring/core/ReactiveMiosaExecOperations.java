package ai.miosa.spring.core;

import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Operations that run commands on MIOSA computers without blocking. Nothing is sent
 * before the subscription; each subscription sends the command once. Cancelling stops the
 * command if the server still runs it. The operations and their failures are those of
 * {@link MiosaExecOperations}: invalid arguments are thrown immediately, failures of the
 * call are signalled by {@code onError}.
 */
public interface ReactiveMiosaExecOperations {

	/**
	 * Run a bash command with the default options.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @return the result
	 */
	default Mono<ExecResult> bash(String computerId, String command) {
		return bash(computerId, command, ExecOptions.none());
	}

	/**
	 * Run a bash command.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	Mono<ExecResult> bash(String computerId, String command, ExecOptions options);

	/**
	 * Run a python script with the default options.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @return the result
	 */
	default Mono<ExecResult> python(String computerId, String code) {
		return python(computerId, code, ExecOptions.none());
	}

	/**
	 * Run a python script.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	Mono<ExecResult> python(String computerId, String code, ExecOptions options);

	/**
	 * Open an interactive session with the default options.
	 * @param computerId the computer to run the command on
	 * @param command the command, which is sent in the URL: send secrets by stdin
	 * @return the session, which the subscriber closes
	 */
	default Mono<MiosaSession> spawn(String computerId, String command) {
		return spawn(computerId, command, SessionOptions.none());
	}

	/**
	 * Open an interactive session.
	 * @param computerId the computer to run the command on
	 * @param command the command, which is sent in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the subscriber closes
	 */
	Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options);

	/**
	 * Return the handle of a computer. Nothing is sent.
	 * @param computerId the computer
	 * @return the handle
	 */
	MiosaComputer computer(String computerId);

	/**
	 * Return the handle of the default computer. Nothing is sent.
	 * @return the handle
	 * @throws IllegalStateException if no default computer is configured
	 */
	MiosaComputer computer();

	/**
	 * Return the computers, to create, find and destroy them. Nothing is sent.
	 * @return the computers
	 */
	MiosaComputers computers();

	/**
	 * Return the handle of a sandbox. Nothing is sent.
	 * @param sandboxId the sandbox
	 * @return the handle
	 */
	MiosaComputer sandbox(String sandboxId);

	/**
	 * Return the sandboxes, to create, find and destroy them. Nothing is sent.
	 * @return the sandboxes
	 */
	MiosaComputers sandboxes();

	/**
	 * Check that the API can be reached and accepts the key. No computer is needed.
	 * @return completes empty, or with the failure
	 */
	Mono<Void> checkAccess();

}
