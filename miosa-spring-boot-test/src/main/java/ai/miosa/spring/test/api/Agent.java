package ai.miosa.spring.test.api;

import java.time.Duration;

import ai.miosa.spring.test.http.ApiException;

/**
 * The agent in the computer, through which the API reaches it.
 */
public final class Agent {

	private volatile long backAt = System.nanoTime();

	// Become unreachable for a time.
	public void goAway(Duration duration) {
		this.backAt = System.nanoTime() + duration.toNanos();
	}

	void requirePresent() {
		if (this.backAt - System.nanoTime() > 0) {
			throw unreachable();
		}
	}

	static ApiException unreachable() {
		return new ApiException(502, "AGENT_UNREACHABLE", "The agent in the computer did not answer");
	}

}
