package ai.miosa.spring.core;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Operations that run commands on MIOSA computers and wait for their results. A command
 * that ends with a non-zero exit code returns a result; only a call that fails throws an
 * exception.
 * <p>
 * A command is sent once. It is sent again only if it is known not to have run: the
 * connection was never established, the API answered 429, the computer is still booting,
 * or the API reported that nothing was done. A call takes at most
 * {@code miosa.retry.max-elapsed} for the retries, plus the command's timeout and
 * {@code miosa.exec.grace-period}.
 * <p>
 * Each method throws {@link IllegalArgumentException} before anything is sent if the
 * computer id or the command is blank, contains NUL or is not well-formed UTF-16;
 * {@link IllegalStateException} on a thread that must not block, such as that of an event
 * loop; and {@link ai.miosa.spring.MiosaException} if the call fails. Its subclasses
 * distinguish the causes, and {@code mayHaveRun()} reports whether the command may have
 * run. An interrupted call is abandoned: the interrupt flag is set again, and a
 * {@code MiosaException} is thrown.
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
	 * @param computerId the computer to run the command on
	 * @param command the command, which is sent in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	default MiosaSession spawn(String computerId, String command) {
		return spawn(computerId, command, SessionOptions.none());
	}

	/**
	 * Open an interactive session.
	 * @param computerId the computer to run the command on
	 * @param command the command, which is sent in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	MiosaSession spawn(String computerId, String command, SessionOptions options);

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

}
