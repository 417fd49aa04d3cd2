package ai.miosa.spring.exec;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Run commands on MIOSA computers and wait for their results. A command that ends with a
 * non-zero exit code gives a result; only a call that fails raises an exception.
 * <p>
 * A command is sent once. It is sent again only where it is known that it did not run:
 * the connection was never established, the API answered 429, or the computer is still
 * booting.
 * <p>
 * Each method raises {@link IllegalArgumentException} before anything is sent if the
 * computer id or the command is blank or holds NUL; {@link IllegalStateException} on a
 * thread that must not block, such as an event loop's; and
 * {@link ai.miosa.spring.MiosaException} if the call fails. Its subclasses tell why, and
 * {@code mayHaveRun()} whether the command may have run. An interrupted call is
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
	 * Run a python script.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	ExecResult python(String computerId, String code, ExecOptions options);

	/**
	 * Open an interactive session with the default options.
	 * @param computerId the computer to run on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	default MiosaSession spawn(String computerId, String command) {
		return spawn(computerId, command, SessionOptions.none());
	}

	/**
	 * Open an interactive session.
	 * @param computerId the computer to run on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	MiosaSession spawn(String computerId, String command, SessionOptions options);

	/**
	 * Ask for the state of a computer.
	 * @param computerId the computer
	 * @return the state, such as {@code running}
	 */
	String status(String computerId);

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
