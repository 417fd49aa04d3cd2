package ai.miosa.spring.exec;

import reactor.core.publisher.Mono;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Run commands on MIOSA computers without blocking. Nothing is sent before the
 * subscription; each subscription sends the command once. Cancelling stops the command if
 * the server still runs it. The operations, and what they throw and signal, are those of
 * {@link MiosaExecOperations}: bad arguments are thrown at once, failures are signalled
 * by {@code onError}.
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
	 * @param computerId the computer to run on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	default Mono<MiosaSession> spawn(String computerId, String command) {
		return spawn(computerId, command, SessionOptions.none());
	}

	/**
	 * Open an interactive session.
	 * @param computerId the computer to run on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options);

	/**
	 * Ask for the state of a computer.
	 * @param computerId the computer
	 * @return the state, such as {@code running}
	 */
	Mono<String> status(String computerId);

	/**
	 * Check that the API can be reached and accepts the key.
	 * @return empty if so, else one of the failures of {@link #status}
	 */
	Mono<Void> checkAccess();

	/**
	 * Return the same operations bound to one computer.
	 * @param computerId the computer
	 * @return the computer
	 */
	ReactiveMiosaComputer computer(String computerId);

	/**
	 * Return the same operations bound to the default computer.
	 * @return the computer
	 * @throws IllegalStateException if no default computer is configured
	 */
	ReactiveMiosaComputer computer();

}
