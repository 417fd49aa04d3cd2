package ai.miosa.samples.webterminal.bridge;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of a {@link TerminalBridge}.
 *
 * @param replay the latest output that is kept for windows that come later, or that
 * cannot follow
 * @param window the output that a window may have been sent and not yet have shown
 * @param stdin the input of a window that may wait for the computer
 * @param windows how many windows may watch one terminal
 * @param sendTimeout how long a connection may take no bytes before it is closed
 */
public record BridgeLimits(DataSize replay, DataSize window, DataSize stdin, int windows, Duration sendTimeout) {

	/**
	 * Create limits.
	 * @throws IllegalArgumentException if the window does not fit into the replay
	 */
	public BridgeLimits {
		Assert.isTrue(window.toBytes() > 0 && stdin.toBytes() > 0 && windows > 0, "The limits must be positive");
		Assert.isTrue(replay.compareTo(window) > 0 && replay.toBytes() <= Integer.MAX_VALUE,
				"The replay must be larger than the window and less than 2 GB");
	}

}
