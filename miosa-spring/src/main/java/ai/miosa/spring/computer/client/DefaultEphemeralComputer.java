package ai.miosa.spring.computer.client;

import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.exec.engine.ExecEngine;

/**
 * {@link EphemeralComputer} that the application owns.
 */
final class DefaultEphemeralComputer extends DefaultMiosaComputer implements EphemeralComputer {

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Mono<Void> destruction;

	DefaultEphemeralComputer(ExecEngine engine, ComputerApi api, OwnedComputers owned, String id) {
		super(engine, api, owned, id);
		this.destruction = owned.destroy(api, id);
	}

	@Override
	public void close() {
		if (Schedulers.isInNonBlockingThread()) {
			closeMono().subscribe();
		}
		else {
			closeMono().block();
		}
	}

	@Override
	public Mono<Void> closeMono() {
		return Mono.defer(() -> this.closed.compareAndSet(false, true) ? this.destruction : Mono.empty());
	}

}
