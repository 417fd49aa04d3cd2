package ai.miosa.spring.test.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.miosa.spring.test.process.CommandOutput.Source;
import ai.miosa.spring.test.process.OneShotResult.End;

/**
 * Runs a command to its end and collects its output.
 */
public final class OneShotRunner {

	private static final int READ_SIZE = 32 * 1024;

	private final LocalMachine machine;

	private final Executor executor;

	public OneShotRunner(LocalMachine machine, Executor executor) {
		this.machine = machine;
		this.executor = executor;
	}

	/**
	 * Run a command. Afterwards, no process of its tree is running, except background
	 * processes of a command that ended on its own.
	 * @param command the command
	 * @param output where its output goes
	 * @param clientGone completes when the client has disconnected
	 * @return how it ended
	 * @throws IOException if it could not be started; the message quotes the command
	 * @throws CancellationException if the client has gone
	 * @throws InterruptedException if this thread is interrupted
	 */
	public OneShotResult run(OneShotCommand command, OutputSink output, CompletableFuture<Void> clientGone)
			throws IOException, InterruptedException {
		RunningCommand running = start(command);
		Instant start = Instant.now();
		CompletableFuture<Void> reading = CompletableFuture.allOf(
				read(running.process().getInputStream(), Source.STDOUT, output),
				read(running.process().getErrorStream(), Source.STDERR, output));
		boolean exited = false;
		try {
			End end = awaitEnd(running, output, reading, clientGone, command.timeout().toMillis());
			exited = (end == End.EXITED);
			return new OneShotResult(end, exited ? running.process().exitValue() : -1,
					Duration.between(start, Instant.now()));
		}
		finally {
			output.close();
			if (exited) {
				running.release();
			}
			else {
				running.kill();
			}
		}
	}

	private RunningCommand start(OneShotCommand command) throws IOException {
		String stdin = command.stdin();
		if (stdin == null) {
			return start(command, PlainLauncher.NO_STDIN);
		}
		// The process keeps the open file
		try (TemporaryFile file = this.machine.writeFile(stdin)) {
			return start(command, Redirect.from(file.path().toFile()));
		}
	}

	private RunningCommand start(OneShotCommand command, Redirect stdin) throws IOException {
		return this.machine.start(new PlainLauncher(command.commandLine(), command.workingDirectory(), stdin),
				command.env());
	}

	private End awaitEnd(RunningCommand running, OutputSink output, CompletableFuture<Void> reading,
			CompletableFuture<Void> clientGone, long timeoutMillis) throws InterruptedException {
		try {
			CompletableFuture.anyOf(running.end(this.executor), output.overflow(), clientGone, running.powerOff())
				.get(timeoutMillis, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			return End.TIMED_OUT;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		if (clientGone.isDone()) {
			throw new CancellationException("The client has gone");
		}
		if (!output.overflow().isDone() && !running.powerOff().isDone()) {
			new OutputTail(reading, running, output::size).await();
		}
		if (running.powerOff().isDone()) {
			return End.POWER_OFF;
		}
		return output.overflow().isDone() ? End.OUTPUT_TOO_LARGE : End.EXITED;
	}

	private CompletableFuture<Void> read(InputStream stream, Source source, OutputSink output) {
		return CompletableFuture.runAsync(() -> {
			byte[] buffer = new byte[READ_SIZE];
			try (stream) {
				for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
					output.append(source, buffer, count);
				}
			}
			catch (IOException ex) {
				// The pipe of a killed process is closed while it is read
			}
		}, this.executor);
	}

}
