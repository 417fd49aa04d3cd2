package ai.miosa.spring.computer;

import reactor.core.publisher.Mono;

/**
 * Computer or sandbox that is destroyed when it is closed, and at the latest when the
 * application ends. Closing it never throws: if it cannot be destroyed, a warning with
 * its id is logged, and it is counted.
 */
public interface EphemeralComputer extends MiosaComputer, AutoCloseable {

	/**
	 * Destroy this computer, and wait until it is destroyed, for at most 30 seconds. On a
	 * thread that must not block or is interrupted, it is destroyed in the background.
	 * Idempotent.
	 */
	@Override
	void close();

	/**
	 * Destroy this computer without blocking. A cancellation does not stop that.
	 * @return completes when it is destroyed, or could not be destroyed within 30 seconds
	 */
	Mono<Void> closeMono();

}
