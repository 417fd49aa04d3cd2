package ai.miosa.spring.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.miosa.spring.test.CommandOutput.Source;

/**
 * Runs a command to its end and collects its output.
 */
final class OneShotRunner {

	private static final int READ_SIZE = 32 * 1024;

	private final LocalMachine machine;

	private final Executor executor;

	private final long maxOutputSize;

	OneShotRunner(LocalMachine machine, Executor executor, long maxOutputSize) {
		this.machine = machine;
		this.executor = executor;
		this.maxOutputSize = maxOutputSize;
	}

	OneShotResult run(List<String> command, Path workingDirectory, Map<String, String> env, Duration timeout,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		RunningCommand running = start(command, workingDirectory, env);
		CommandOutput output = new CommandOutput(this.maxOutputSize);
		CompletableFuture<Void> reading = CompletableFuture.allOf(
				read(running.process().getInputStream(), Source.STDOUT, output),
				read(running.process().getErrorStream(), Source.STDERR, output));
		boolean ended = false;
		try {
			awaitEnd(running.process(), output, clientGone, timeout);
			new OutputTail(reading, running, output::size).await();
			failOnOverflow(output);
			ended = true;
			return new OneShotResult(running.process().exitValue(), output);
		}
		finally {
			output.close();
			if (ended) {
				running.release();
			}
			else {
				running.kill();
			}
		}
	}

	private RunningCommand start(List<String> command, Path workingDirectory, Map<String, String> env) {
		try {
			return this.machine.start(new PlainLauncher(command, workingDirectory, PlainLauncher.NO_STDIN), env);
		}
		catch (IOException ex) {
			// Its message quotes the command
			throw ApiError.invalid("The command could not be started");
		}
	}

	private void awaitEnd(Process process, CommandOutput output, CompletableFuture<Void> clientGone, Duration timeout)
			throws InterruptedException {
		try {
			CompletableFuture.anyOf(process.onExit(), output.overflow(), clientGone)
				.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new ApiError(504, "EXEC_TIMEOUT", "The command did not end in time");
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		if (clientGone.isDone()) {
			throw new CancellationException("The client has gone");
		}
		failOnOverflow(output);
	}

	private void failOnOverflow(CommandOutput output) {
		if (output.overflow().isDone()) {
			throw new ApiError(500, "OUTPUT_TOO_LARGE",
					"The command's output is larger than " + this.maxOutputSize + " bytes");
		}
	}

	private CompletableFuture<Void> read(InputStream stream, Source source, CommandOutput output) {
		return CompletableFuture.runAsync(() -> {
			byte[] buffer = new byte[READ_SIZE];
			try (stream) {
				for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
					output.append(source, buffer, count);
				}
			}
			catch (IOException ex) {
				// The pipe of a killed process is closed under its reader
			}
		}, this.executor);
	}

}
