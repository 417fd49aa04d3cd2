package ai.miosa.spring.computer;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

/**
 * Threads that are interrupted as their computer arrives either get it or leave none.
 */
@Tag("thorough")
@ExtendWith(MiosaLocalComputerExtension.class)
class InterruptedCreationTests {

	private static final int TRIES = 200;

	@Test
	@Timeout(120)
	void leaveNoComputer(MiosaLocalComputer local) throws InterruptedException {
		try (LocalComputerApplication application = LocalComputerApplication.start(local)) {
			MiosaComputers computers = application.template().computers();
			AtomicReference<MiosaComputer> created = new AtomicReference<>();
			for (int i = 0; i < TRIES; i++) {
				int before = local.requests("POST /computers");
				Thread caller = new Thread(() -> {
					try {
						created.set(computers.create((spec) -> {
						}));
					}
					catch (MiosaException ex) {
						// Interrupted
					}
				});
				caller.start();
				while (local.requests("POST /computers") == before) {
					Thread.onSpinWait();
				}
				// The response arrives within about a millisecond
				LockSupport.parkNanos(i * 10_000L);
				caller.interrupt();
				caller.join();
				MiosaComputer computer = created.getAndSet(null);
				if (computer != null) {
					computer.destroy();
				}
			}
			Awaitility.await().until(() -> local.createdComputers().isEmpty());
		}
	}

}
