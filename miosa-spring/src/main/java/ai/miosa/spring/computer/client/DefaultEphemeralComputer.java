package ai.miosa.spring.computer.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.exec.engine.ExecEngine;

/**
 * {@link EphemeralComputer} that the application owns.
 */
final class DefaultEphemeralComputer extends DefaultMiosaComputer implements EphemeralComputer {

	private final Mono<Void> destruction;

	DefaultEphemeralComputer(ExecEngine engine, ComputerApi api, OwnedComputers owned, String id) {
		super(engine, api, owned, id);
		// Continues if the subscriber cancels, and starts again if it has failed
		this.destruction = owned.destroy(api, id).cache(Duration.ZERO);
	}

	@Override
	public void close() {
		CompletableFuture<@Nullable Void> destruction = closeMono().toFuture();
		if (!Schedulers.isInNonBlockingThread()) {
			try {
				destruction.get();
			}
			catch (InterruptedException ex) {
				// It continues in the background
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex.getCause());
			}
		}
	}

	@Override
	public Mono<Void> closeMono() {
		return this.destruction;
	}

}
