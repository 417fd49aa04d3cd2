package ai.miosa.spring.ai.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springaicommunity.sandbox.ExecResult;
import org.springaicommunity.sandbox.ExecSpec;
import org.springaicommunity.sandbox.Sandbox;
import org.springaicommunity.sandbox.SandboxException;
import org.springaicommunity.sandbox.SandboxFiles;
import org.springaicommunity.sandbox.TimeoutException;
import org.springframework.util.Assert;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.text.CommandChecks;
import ai.miosa.spring.text.ShellQuoting;

/**
 * A {@link Sandbox} that is a directory on a computer: <pre class="code">
 * try (Sandbox sandbox = MiosaSandbox.temporary(miosa.computer())) {
 *     sandbox.files().create("hello.py", "print('hello')").and().exec(ExecSpec.of("python3", "hello.py"));
 * }
 * </pre>
 * <p>
 * A command that ends with a non-zero exit code is a result. A call that fails throws a
 * {@link SandboxException} with the {@link MiosaException} as its cause, which reports
 * whether the command may have run. Safe for use by many threads.
 */
public final class MiosaSandbox implements Sandbox {

	// What ExecSpec.Builder.shellCommand puts before the text
	private static final String SHELL_COMMAND = "__SHELL_COMMAND__";

	private final MiosaComputer computer;

	private final String directory;

	private final boolean temporary;

	private final @Nullable EphemeralComputer ephemeral;

	private final SandboxFiles files;

	private volatile boolean closed;

	private MiosaSandbox(MiosaComputer computer, String directory, boolean temporary,
			@Nullable EphemeralComputer ephemeral) {
		CommandChecks.checkText(directory, "The directory");
		Assert.isTrue(directory.startsWith("/"), "The directory must be absolute");
		this.computer = computer;
		this.directory = directory;
		this.temporary = temporary;
		this.ephemeral = ephemeral;
		this.files = new MiosaSandboxFiles(this, computer);
	}

	/**
	 * Return a sandbox in a directory that stays when the sandbox is closed.
	 * @param computer the computer
	 * @param directory the absolute path of the directory, made when it is first used
	 * @return the sandbox
	 * @throws IllegalArgumentException if the directory is not an absolute path
	 */
	public static MiosaSandbox in(MiosaComputer computer, String directory) {
		return new MiosaSandbox(computer, directory, false, null);
	}

	/**
	 * Return a sandbox in a new directory below {@code /tmp} that is deleted when the
	 * sandbox is closed.
	 * @param computer the computer
	 * @return the sandbox
	 */
	public static MiosaSandbox temporary(MiosaComputer computer) {
		return new MiosaSandbox(computer, temporaryDirectory(), true, null);
	}

	/**
	 * Return a sandbox on an ephemeral computer, which is destroyed when the sandbox is
	 * closed.
	 * @param computer the computer, which the sandbox closes
	 * @return the sandbox
	 */
	public static MiosaSandbox ephemeral(EphemeralComputer computer) {
		return new MiosaSandbox(computer, temporaryDirectory(), true, computer);
	}

	private static String temporaryDirectory() {
		return "/tmp/miosa-sandbox-" + UUID.randomUUID();
	}

	/**
	 * Run a command and wait until it ends.
	 * @param spec the command. Its timeout is at most 600 s; without one the template's
	 * default applies
	 * @return the result
	 * @throws SandboxException if the call fails or the command was killed at its timeout
	 * @throws IllegalArgumentException if the options are not valid
	 */
	@Override
	public ExecResult exec(ExecSpec spec) {
		Duration timeout = spec.timeout();
		ExecOptions.Builder options = ExecOptions.builder().env(spec.env());
		if (timeout != null) {
			Assert.isTrue(timeout.compareTo(ExecOptions.MAX_TIMEOUT) <= 0, () -> "The timeout must be at most "
					+ ExecOptions.MAX_TIMEOUT.toSeconds() + " s; use startInteractive for a longer command");
			options.timeout(timeout);
		}
		long start = System.nanoTime();
		ai.miosa.spring.exec.ExecResult result = run(inDirectory(spec.command()), options.build(), timeout);
		Duration duration = Duration.ofNanos(System.nanoTime() - start);
		if (result.timedOut()) {
			throw timedOut((timeout != null) ? timeout : duration, null);
		}
		return new ExecResult(result.exitCode(), result.stdout(), result.stderr(), duration);
	}

	private ai.miosa.spring.exec.ExecResult run(String command, ExecOptions options, @Nullable Duration timeout) {
		try {
			return bash(command, options);
		}
		catch (SandboxException ex) {
			if (timeout != null && ex.getCause() instanceof MiosaTimeoutException cause) {
				throw timedOut(timeout, cause);
			}
			throw ex;
		}
	}

	private static SandboxException timedOut(Duration timeout, @Nullable MiosaTimeoutException cause) {
		return new SandboxException("Command timed out",
				new TimeoutException("Command timed out after " + timeout, timeout, cause));
	}

	/**
	 * Start a command without a terminal. The process has no id on this machine; closing
	 * the sandbox does not end it, and the exit code of one that was destroyed is not
	 * known.
	 * @param spec the command. Its timeout is not used
	 * @return the process
	 * @throws UnsupportedOperationException on a sandbox of MIOSA, which has no sessions
	 */
	@Override
	public Process startInteractive(ExecSpec spec) {
		checkOpen();
		try {
			return this.computer.spawn("bash -c " + ShellQuoting.quote(inDirectory(spec.command())))
				.output(OutputMode.STREAMED)
				.env(spec.env())
				.open()
				.asProcess();
		}
		catch (MiosaException ex) {
			throw new SandboxException("Failed to start a process on " + this.computer, ex);
		}
	}

	@Override
	public Path workDir() {
		return Path.of(this.directory);
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public SandboxFiles files() {
		return this.files;
	}

	@Override
	public boolean shouldCleanupOnClose() {
		return this.temporary;
	}

	/**
	 * Close the sandbox, and delete its directory if it is a temporary one, or destroy
	 * its computer if that is an ephemeral one that it owns.
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		if (this.ephemeral != null) {
			this.ephemeral.close();
		}
		else if (this.temporary) {
			bash("rm -rf -- " + ShellQuoting.quote(this.directory), ExecOptions.none());
		}
		this.closed = true;
	}

	@Override
	public String toString() {
		return "MiosaSandbox[" + this.computer + ", closed=" + this.closed + "]";
	}

	ai.miosa.spring.exec.ExecResult bash(String command, ExecOptions options) {
		checkOpen();
		try {
			return this.computer.bash(command).options(options).run();
		}
		catch (MiosaException ex) {
			throw new SandboxException("Failed to run a command on " + this.computer, ex);
		}
	}

	void checkOpen() {
		Assert.state(!this.closed, "Sandbox is closed");
	}

	String resolve(String relativePath) {
		Assert.isTrue(!relativePath.startsWith("~"), "The path must not start with '~', which only a shell expands");
		return relativePath.startsWith("/") ? relativePath : this.directory + "/" + relativePath;
	}

	private String inDirectory(List<String> command) {
		List<String> arguments = (command.size() == 2 && command.get(0).equals(SHELL_COMMAND))
				? List.of("bash", "-c", command.get(1)) : command;
		String quoted = ShellQuoting.quote(this.directory);
		return "mkdir -p -- " + quoted + " && cd -- " + quoted + " && exec "
				+ arguments.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
	}

}
