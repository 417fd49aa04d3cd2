package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.function.Consumer;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * A computer that runs commands without blocking. The methods are those of
 * {@link ReactiveMiosaExecOperations} without the computer's id.
 */
public interface ReactiveMiosaComputer {

	/**
	 * Return the id of this computer.
	 * @return the id
	 */
	String getId();

	/**
	 * Run a bash command with the default options.
	 * @param command the command
	 * @return the result
	 */
	default Mono<ExecResult> bash(String command) {
		return bash(command, ExecOptions.none());
	}

	/**
	 * Run a bash command with options that are built on the spot.
	 * @param command the command
	 * @param options sets the options, on top of the defaults
	 * @return the result
	 */
	default Mono<ExecResult> bash(String command, Consumer<ExecOptions.Builder> options) {
		return bash(command, ExecOptions.of(options));
	}

	/**
	 * Run a bash command.
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	Mono<ExecResult> bash(String command, ExecOptions options);

	/**
	 * Run a python script with the default options.
	 * @param code the script's text
	 * @return the result
	 */
	default Mono<ExecResult> python(String code) {
		return python(code, ExecOptions.none());
	}

	/**
	 * Run a python script with options that are built on the spot.
	 * @param code the script's text
	 * @param options sets the options, on top of the defaults
	 * @return the result
	 */
	default Mono<ExecResult> python(String code, Consumer<ExecOptions.Builder> options) {
		return python(code, ExecOptions.of(options));
	}

	/**
	 * Run a python script.
	 * @param code the script's text
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	Mono<ExecResult> python(String code, ExecOptions options);

	/**
	 * Open an interactive session with the default options.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	default Mono<MiosaSession> spawn(String command) {
		return spawn(command, SessionOptions.none());
	}

	/**
	 * Open an interactive session with options that are built on the spot.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options sets the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	default Mono<MiosaSession> spawn(String command, Consumer<SessionOptions.Builder> options) {
		return spawn(command, SessionOptions.of(options));
	}

	/**
	 * Open an interactive session.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	Mono<MiosaSession> spawn(String command, SessionOptions options);

	/**
	 * Run a command in a session of its own and stream what it says, with the default
	 * options.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the output as it arrives, and the exit
	 */
	default Flux<ExecEvent> stream(String command) {
		return stream(command, SessionOptions.none());
	}

	/**
	 * Run a command in a session of its own and stream what it says.
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults, without an output handler
	 * @return the output as it arrives, and the exit
	 */
	Flux<ExecEvent> stream(String command, SessionOptions options);

	/**
	 * Ask for the status of this computer.
	 * @return the status
	 */
	Mono<ComputerStatus> status();

	/**
	 * Wait until this computer can run commands. Its status is asked for again and again,
	 * as often as the server suggests.
	 * @param timeout how long to wait
	 * @return the status, which is running
	 * @throws ai.miosa.spring.MiosaTimeoutException if the time is over
	 * @throws ai.miosa.spring.ComputerNotRunningException if the computer is neither
	 * running nor on its way to it, such as one that is stopped
	 */
	Mono<ComputerStatus> waitUntilReady(Duration timeout);

}
