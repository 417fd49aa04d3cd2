package ai.miosa.samples.webterminal.bridge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time after {@code ^C} in which output is taken from the computer without being
 * shown, as what a flood has filled the way with would come before the prompt. It lasts
 * until the shell has its prompt or, as other programs have none that is known, for a
 * moment. All state is guarded by the ring.
 */
final class FloodSkip {

	private static final byte INTERRUPT = 3;

	private static final Duration MOMENT = Duration.ofMillis(500);

	private final ReplayRing ring;

	private final long kept;

	private final Runnable onEnd;

	private int count;

	private boolean active;

	private boolean untilPrompt;

	/**
	 * Create a skip.
	 * @param kept how much of the flood is kept to be shown
	 * @param onEnd what to do when the moment is over
	 */
	FloodSkip(ReplayRing ring, long kept, Runnable onEnd) {
		this.ring = ring;
		this.kept = kept;
		this.onEnd = onEnd;
	}

	static boolean isAskedFor(byte[] stdin) {
		for (byte each : stdin) {
			if (each == INTERRUPT) {
				return true;
			}
		}
		return false;
	}

	void begin() {
		int number;
		synchronized (this.ring) {
			number = ++this.count;
			this.active = true;
			this.untilPrompt = this.ring.atHead().isBusy();
		}
		CompletableFuture.delayedExecutor(MOMENT.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
			endOf(number);
			this.onEnd.run();
		});
	}

	private void endOf(int number) {
		synchronized (this.ring) {
			if (number == this.count) {
				end();
			}
		}
	}

	/**
	 * Look at what was written to the ring.
	 */
	void written() {
		if (this.active && this.untilPrompt && !this.ring.atHead().isBusy()) {
			end();
		}
	}

	private void end() {
		synchronized (this.ring) {
			if (this.active) {
				this.active = false;
				this.ring.dropBefore(this.ring.head() - this.kept);
			}
		}
	}

	boolean isActive() {
		return this.active;
	}

}
