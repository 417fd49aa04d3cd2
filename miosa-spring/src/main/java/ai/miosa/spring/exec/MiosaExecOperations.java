package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.function.Consumer;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Operations that run commands on MIOSA computers and wait for their results. A command
 * that ends with a non-zero exit code gives a result; only a call that fails raises an
 * exception.
 * <p>
 * A command is sent once. It is sent again only where it is known that it did not run:
 * the connection was never established, the API answered 429, the computer is still
 * booting, or the API said that nothing was done. A call takes at most
 * {@code miosa.retry.max-elapsed} for that, then the command's timeout and
 * {@code miosa.exec.grace-period}.
 * <p>
 * Each method raises {@link IllegalArgumentException} before anything is sent if the
 * computer id or the command is blank, holds NUL or is not well-formed UTF-16;
 * {@link IllegalStateException} on a thread that must not block, such as an event loop's;
 * and {@link ai.miosa.spring.MiosaException} if the call fails. Its subclasses tell why,
 * and {@code mayHaveRun()} whether the command may have run. An interrupted call is
 * abandoned: the interrupt flag is set again and a {@code MiosaException} raised.
 */
public interface MiosaExecOperations {

	/**
	 * Run a bash command with the default options.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @return the result
	 */
	default ExecResult bash(String computerId, String command) {
		return bash(computerId, command, ExecOptions.none());
	}

	/**
	 * Run a bash command with options that are built on the spot.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @param options sets the options, on top of the defaults
	 * @return the result
	 */
	default ExecResult bash(String computerId, String command, Consumer<ExecOptions.Builder> options) {
		return bash(computerId, command, ExecOptions.of(options));
	}

	/**
	 * Run a bash command.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	ExecResult bash(String computerId, String command, ExecOptions options);

	/**
	 * Run a python script with the default options.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @return the result
	 */
	default ExecResult python(String computerId, String code) {
		return python(computerId, code, ExecOptions.none());
	}

	/**
	 * Run a python script with options that are built on the spot.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @param options sets the options, on top of the defaults
	 * @return the result
	 */
	default ExecResult python(String computerId, String code, Consumer<ExecOptions.Builder> options) {
		return python(computerId, code, ExecOptions.of(options));
	}

	/**
	 * Run a python script.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	ExecResult python(String computerId, String code, ExecOptions options);

	/**
	 * Open an interactive session with the default options.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	default MiosaSession spawn(String computerId, String command) {
		return spawn(computerId, command, SessionOptions.none());
	}

	/**
	 * Open an interactive session with options that are built on the spot.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options sets the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	default MiosaSession spawn(String computerId, String command, Consumer<SessionOptions.Builder> options) {
		return spawn(computerId, command, SessionOptions.of(options));
	}

	/**
	 * Open an interactive session.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	MiosaSession spawn(String computerId, String command, SessionOptions options);

	/**
	 * Ask for the status of a computer.
	 * @param computerId the computer
	 * @return the status
	 */
	ComputerStatus status(String computerId);

	/**
	 * Wait until a computer can run commands. Its status is asked for again and again, as
	 * often as the server suggests.
	 * @param computerId the computer
	 * @param timeout how long to wait
	 * @return the status, which is running
	 * @throws ai.miosa.spring.MiosaTimeoutException if the time is over
	 * @throws ai.miosa.spring.ComputerNotRunningException if the computer is neither
	 * running nor on its way to it, such as one that is stopped
	 */
	ComputerStatus waitUntilReady(String computerId, Duration timeout);

	/**
	 * Return the same operations bound to one computer.
	 * @param computerId the computer
	 * @return the computer
	 */
	MiosaComputer computer(String computerId);

	/**
	 * Return the same operations bound to the default computer.
	 * @return the computer
	 * @throws IllegalStateException if no default computer is configured
	 */
	MiosaComputer computer();

}
