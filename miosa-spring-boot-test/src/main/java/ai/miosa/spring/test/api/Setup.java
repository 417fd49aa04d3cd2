package ai.miosa.spring.test.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.process.CommandOutput;
import ai.miosa.spring.test.process.LocalMachine;
import ai.miosa.spring.test.process.OneShotCommand;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotResult.End;
import ai.miosa.spring.test.process.OneShotRunner;
import ai.miosa.spring.test.process.TemporaryFile;

/**
 * Runs the setup files of new computers, in the background and without their output.
 */
final class Setup {

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private final Executor executor;

	Setup(Executor executor) {
		this.executor = executor;
	}

	// Run the setup file of a computer that is ready, once.
	void check(Computer computer) {
		String setupFile = computer.spec().setupFile();
		if (setupFile != null && computer.beginSetup()) {
			this.executor.execute(() -> computer.endSetup(run(computer, setupFile)));
		}
	}

	private boolean run(Computer computer, String setupFile) {
		try {
			LocalMachine machine = computer.machine();
			try (TemporaryFile script = machine.writeFile(setupFile)) {
				OneShotResult result = new OneShotRunner(machine, this.executor)
					.run(new OneShotCommand(List.of("bash", script.path().toString()), machine.home(), Map.of(), null,
							TIMEOUT), CommandOutput.cutAt(0), new CompletableFuture<>());
				return result.end() == End.EXITED && result.exitCode() == 0;
			}
		}
		catch (IOException | ApiException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
