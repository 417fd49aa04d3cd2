package ai.miosa.spring.computer;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.file.MiosaFiles;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Handle of a computer. Commands are specified step by step and then run:
 *
 * <pre class="code">
 * MiosaComputer computer = miosa.computer("cmp_123");
 * ExecResult result = computer.bash("make test").env("CI", "true").timeout(Duration.ofMinutes(2)).run();
 * Mono&lt;ExecResult&gt; later = computer.python(code).mono();
 * MiosaSession session = computer.spawn("bash").pty(120, 40).open();
 * Flux&lt;ExecEvent&gt; events = computer.spawn("make").stream();
 * computer.files().write("/srv/app/config.yml", content);
 * </pre>
 *
 * Methods that return a {@code Mono} or {@code Flux} never block and send nothing before
 * the subscription; each subscription sends the command once. The other methods wait for
 * their result and throw {@link IllegalStateException} on a thread that must not block,
 * such as that of an event loop. Failures are those of
 * {@link ai.miosa.spring.core.MiosaExecOperations}. Handles are thread-safe;
 * specifications are not.
 */
public interface MiosaComputer {

	/**
	 * Return the id of this computer.
	 * @return the id
	 */
	String getId();

	/**
	 * Return the kind of this computer.
	 * @return whether it is a computer or a sandbox
	 */
	ComputerKind kind();

	/**
	 * Specify the execution of a bash command.
	 * @param command the command
	 * @return the specification
	 */
	ExecSpec bash(String command);

	/**
	 * Specify the execution of a python script.
	 * @param code the script's text
	 * @return the specification
	 */
	ExecSpec python(String code);

	/**
	 * Specify a session.
	 * @param command the command, which is sent in the URL: send secrets by stdin
	 * @return the specification
	 */
	SpawnSpec spawn(String command);

	/**
	 * Return the files on this computer.
	 * @return the files
	 */
	MiosaFiles files();

	/**
	 * Request the description of this computer.
	 * @return the description
	 * @throws ai.miosa.spring.ComputerNotFoundException if there is no such computer
	 */
	ComputerInfo info();

	/**
	 * Request the description of this computer without blocking.
	 * @return the description
	 */
	Mono<ComputerInfo> infoMono();

	/**
	 * Start this computer if it is stopped, or resume this sandbox if it is paused. Use
	 * {@link #waitUntilReady(Duration)} to wait until it is ready.
	 */
	void start();

	/**
	 * Start this computer without blocking. Like {@link #start()}.
	 * @return completes when the server has accepted the call
	 */
	Mono<Void> startMono();

	/**
	 * Stop this computer. Its disk is kept.
	 */
	void stop();

	/**
	 * Stop this computer without blocking. Like {@link #stop()}.
	 * @return completes when the server has accepted the call
	 */
	Mono<Void> stopMono();

	/**
	 * Restart this computer. The call is sent once.
	 * @throws UnsupportedOperationException if this is a sandbox
	 */
	void restart();

	/**
	 * Restart this computer without blocking. Like {@link #restart()}.
	 * @return completes when the server has accepted the call
	 */
	Mono<Void> restartMono();

	/**
	 * Destroy this computer with its disk.
	 * @throws ai.miosa.spring.ComputerNotFoundException if there is no such computer
	 */
	void destroy();

	/**
	 * Destroy this computer without blocking. Like {@link #destroy()}.
	 * @return completes when it is destroyed
	 */
	Mono<Void> destroyMono();

	/**
	 * Request the status of this computer.
	 * @return the status
	 */
	ComputerStatus status();

	/**
	 * Request the status of this computer without blocking.
	 * @return the status
	 */
	Mono<ComputerStatus> statusMono();

	/**
	 * Wait until this computer can run commands. Its status is polled as often as the
	 * server suggests.
	 * @param timeout how long to wait, at most a day
	 * @return the status, which is running
	 * @throws ai.miosa.spring.MiosaTimeoutException if it is not ready in time
	 * @throws ai.miosa.spring.ComputerNotRunningException if the computer is neither
	 * running nor starting, such as one that is stopped
	 */
	ComputerStatus waitUntilReady(Duration timeout);

	/**
	 * Wait, without blocking, until this computer can run commands. Like
	 * {@link #waitUntilReady(Duration)}, but failures are signalled by {@code onError}.
	 * @param timeout how long to wait, at most a day
	 * @return the status, which is running
	 */
	Mono<ComputerStatus> waitUntilReadyMono(Duration timeout);

	/**
	 * Specification of a one-shot execution: a command that runs to its end and returns
	 * its output as a whole.
	 */
	interface ExecSpec extends ExecOptions.Setters<ExecSpec> {

		/**
		 * Apply the options that the given options set.
		 * @param options the options
		 * @return this specification
		 */
		ExecSpec options(ExecOptions options);

		/**
		 * Run the command and wait for its result.
		 * @return the result
		 */
		ExecResult run();

		/**
		 * Run the command without blocking.
		 * @return the result
		 */
		Mono<ExecResult> mono();

	}

	/**
	 * Specification of a session: a command whose input and output are streamed while it
	 * runs.
	 */
	interface SpawnSpec extends SessionOptions.Setters<SpawnSpec> {

		/**
		 * Apply the options that the given options set.
		 * @param options the options
		 * @return this specification
		 */
		SpawnSpec options(SessionOptions options);

		/**
		 * Open the session and wait until it is open.
		 * @return the session, which the caller closes
		 */
		MiosaSession open();

		/**
		 * Open the session without blocking.
		 * @return the session, which the subscriber closes
		 */
		Mono<MiosaSession> mono();

		/**
		 * Run the command in its own session and stream its output. A subscriber that
		 * requests nothing applies back-pressure to the remote command; a cancellation
		 * ends it.
		 * @return the output as it arrives, and the exit; fails like {@link #mono()}, and
		 * with a {@link ai.miosa.spring.session.MiosaSessionLostException} if there is no
		 * exit code
		 * @throws IllegalArgumentException if there is an output handler
		 */
		Flux<ExecEvent> stream();

		/**
		 * Run the command like {@link #stream()}, with its output as lines, with the
		 * default options.
		 * @return the lines as they are completed, and the exit
		 */
		default Flux<ExecEvent> lines() {
			return lines(LineOptions.DEFAULT);
		}

		/**
		 * Run the command like {@link #stream()}, with its output as lines.
		 * @param lines what ends a line, and the longest one
		 * @return the lines as they are completed, and the exit
		 */
		Flux<ExecEvent> lines(LineOptions lines);

	}

}
