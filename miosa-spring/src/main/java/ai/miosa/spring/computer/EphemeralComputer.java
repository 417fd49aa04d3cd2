package ai.miosa.spring.computer;

import reactor.core.publisher.Mono;

/**
 * Computer or sandbox that is destroyed when it is closed, and at the latest when the
 * application ends. If it cannot be destroyed, that is logged with its id and counted:
 * closing it never throws.
 */
public interface EphemeralComputer extends MiosaComputer, AutoCloseable {

	/**
	 * Destroy this computer and wait until that is done, at most 30 seconds. On a thread
	 * that must not block or is interrupted, it is destroyed in the background. Has no
	 * effect the second time.
	 */
	@Override
	void close();

	/**
	 * Destroy this computer without blocking.
	 * @return completes when it is destroyed, or could not be destroyed within 30 seconds
	 */
	Mono<Void> closeMono();

}
