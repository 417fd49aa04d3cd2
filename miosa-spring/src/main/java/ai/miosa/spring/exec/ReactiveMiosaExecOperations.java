package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.function.Consumer;

import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;

/**
 * Operations that run commands on MIOSA computers without blocking. Nothing is sent
 * before the subscription; each subscription sends the command once. Cancelling stops the
 * command if the server still runs it. The operations, and what they throw and signal,
 * are those of {@link MiosaExecOperations}: bad arguments are thrown at once, failures
 * are signalled by {@code onError}.
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
	 * Run a bash command with options that are built on the spot.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @param options sets the options, on top of the defaults
	 * @return the result
	 */
	default Mono<ExecResult> bash(String computerId, String command, Consumer<ExecOptions.Builder> options) {
		return bash(computerId, command, ExecOptions.of(options));
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
	 * Run a python script with options that are built on the spot.
	 * @param computerId the computer to run it on
	 * @param code the script's text
	 * @param options sets the options, on top of the defaults
	 * @return the result
	 */
	default Mono<ExecResult> python(String computerId, String code, Consumer<ExecOptions.Builder> options) {
		return python(computerId, code, ExecOptions.of(options));
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
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the session, which the caller closes
	 */
	default Mono<MiosaSession> spawn(String computerId, String command) {
		return spawn(computerId, command, SessionOptions.none());
	}

	/**
	 * Open an interactive session with options that are built on the spot.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options sets the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	default Mono<MiosaSession> spawn(String computerId, String command, Consumer<SessionOptions.Builder> options) {
		return spawn(computerId, command, SessionOptions.of(options));
	}

	/**
	 * Open an interactive session.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults
	 * @return the session, which the caller closes
	 */
	Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options);

	/**
	 * Run a command in a session of its own and stream what it says, with the default
	 * options. As {@link #stream(String, String, SessionOptions)}.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @return the output as it arrives, and the exit
	 */
	default Flux<ExecEvent> stream(String computerId, String command) {
		return stream(computerId, command, SessionOptions.none());
	}

	/**
	 * Run a command in a session of its own and stream what it says. The computer is held
	 * back while the subscriber has requested nothing; a cancellation ends the command.
	 * @param computerId the computer to run it on
	 * @param command the command, which travels in the URL: send secrets by stdin
	 * @param options the options, on top of the defaults, without an output handler
	 * @return the output as it arrives, and the exit; fails as {@link #spawn} and with a
	 * {@link ai.miosa.spring.session.MiosaSessionLostException} if there is no exit code
	 */
	default Flux<ExecEvent> stream(String computerId, String command, SessionOptions options) {
		Assert.isTrue(options.getOutputHandler() == null, "A streamed command cannot have an output handler");
		SessionOptions streamed = options.toBuilder().output(OutputMode.STREAMED).build();
		return Flux.usingWhen(spawn(computerId, command, streamed), ReactiveMiosaExecOperations::events,
				(session) -> Mono.fromRunnable(session::close));
	}

	private static Flux<ExecEvent> events(MiosaSession session) {
		Flux<ExecEvent> output = session.output()
			.map((piece) -> (piece.stream() == SessionStream.STDOUT) ? new ExecEvent.Stdout(piece.data())
					: new ExecEvent.Stderr(piece.data()));
		return output.concatWith(Mono.fromFuture(session::exitCode).map(ExecEvent.Exit::new));
	}

	/**
	 * Ask for the status of a computer.
	 * @param computerId the computer
	 * @return the status
	 */
	Mono<ComputerStatus> status(String computerId);

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
	Mono<ComputerStatus> waitUntilReady(String computerId, Duration timeout);

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
