package ai.miosa.spring.test.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.process.CommandOutput;
import ai.miosa.spring.test.process.Host;
import ai.miosa.spring.test.process.LocalMachine;
import ai.miosa.spring.test.process.OneShotCommand;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotResult.End;
import ai.miosa.spring.test.process.OneShotRunner;
import ai.miosa.spring.test.process.OutputSink;
import ai.miosa.spring.test.process.TemporaryFile;

/**
 * Runs commands to their end.
 */
final class ExecCalls {

	private final Computers computers;

	private final Executor executor;

	private final long maxOutputSize;

	ExecCalls(Computers computers, Executor executor, long maxOutputSize) {
		this.computers = computers;
		this.executor = executor;
		this.maxOutputSize = maxOutputSize;
	}

	// Return the machine of a computer on which something may be started.
	LocalMachine require(Route route, String id) {
		return this.computers.requireReachable(id, route.isOfSandbox());
	}

	Answer answer(Route route, String id, Body body, ResultFormat format, CompletableFuture<Void> clientGone)
			throws InterruptedException {
		ExecBody exec = ExecBody.read(body, route);
		awaitRunning(route, id, exec.maxWait());
		LocalMachine machine = require(route, id);
		if (route == Route.SANDBOX_STREAM) {
			return stream(machine, exec, clientGone);
		}
		boolean cut = route == Route.COMMANDS || route == Route.SANDBOX_COMMANDS;
		CommandOutput output = cut ? CommandOutput.cutAt(this.maxOutputSize)
				: CommandOutput.limitedTo(this.maxOutputSize);
		OneShotResult result = (route == Route.PYTHON) ? python(machine, exec, output, clientGone)
				: bash(machine, exec, output, clientGone);
		return switch (result.end()) {
			case POWER_OFF -> throw ApiException.agentUnreachable();
			case OUTPUT_TOO_LARGE -> throw new ApiException(500, "OUTPUT_TOO_LARGE",
					"The command's output is larger than " + this.maxOutputSize + " bytes");
			case TIMED_OUT, EXITED -> switch (route) {
				case COMMANDS, SANDBOX_COMMANDS -> ResultWriter.commands(result, output, format);
				case SANDBOX_EXEC -> ResultWriter.sandboxExec(result, output, format);
				default -> {
					if (result.end() == End.TIMED_OUT) {
						throw new ApiException(504, "EXEC_TIMEOUT", "The command did not end in time");
					}
					yield ResultWriter.exec(result, output, format);
				}
			};
		};
	}

	private void awaitRunning(Route route, String id, Duration wait) throws InterruptedException {
		if (!wait.isZero() && !this.computers.get(id, route.isOfSandbox()).awaitStart(wait)) {
			throw new ApiException(504, "SANDBOX_READY_TIMEOUT", "The sandbox was not ready in time");
		}
	}

	private Answer stream(LocalMachine machine, ExecBody body, CompletableFuture<Void> clientGone) {
		directory(machine, body);
		return Answer.events((out) -> {
			EventOutput events = new EventOutput(out);
			try {
				events.end(bash(machine, body, events, clientGone));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException();
			}
		});
	}

	private OneShotResult bash(LocalMachine machine, ExecBody body, OutputSink output,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		return run(machine, List.of("bash", "-c", body.source()), body, output, clientGone);
	}

	private OneShotResult python(LocalMachine machine, ExecBody body, OutputSink output,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		if (!Host.CURRENT.hasProgram("python3")) {
			throw new ApiException(422, "PYTHON3_NOT_FOUND",
					"The local computer needs python3 to run python, but it is not on the PATH");
		}
		try (TemporaryFile script = machine.writeFile(body.source())) {
			return run(machine, List.of("python3", script.path().toString()), body, output, clientGone);
		}
		catch (IOException ex) {
			throw new ApiException(500, "INTERNAL_ERROR", "The code could not be written to a file");
		}
	}

	private OneShotResult run(LocalMachine machine, List<String> commandLine, ExecBody body, OutputSink output,
			CompletableFuture<Void> clientGone) throws InterruptedException {
		OneShotCommand command = new OneShotCommand(commandLine, directory(machine, body), body.env(), body.stdin(),
				body.timeout());
		try {
			return new OneShotRunner(machine, this.executor).run(command, output, clientGone);
		}
		catch (IOException ex) {
			throw ApiException.notStarted(ex);
		}
	}

	private static Path directory(LocalMachine machine, ExecBody body) {
		try {
			return machine.workingDirectory(body.workingDirectory());
		}
		catch (IOException ex) {
			throw ApiException.notStarted(ex);
		}
	}

}
