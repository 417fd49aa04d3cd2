package ai.miosa.samples.webterminal.bridge;

import org.jspecify.annotations.Nullable;

/**
 * The end of a terminal.
 *
 * @param exitCode the exit code, or {@code null} if it is not known
 * @param message why it is not known
 */
public record TerminalEnd(@Nullable Integer exitCode, @Nullable String message) {

	static TerminalEnd exited(Integer exitCode) {
		return new TerminalEnd(exitCode, null);
	}

	static TerminalEnd lost(String message) {
		return new TerminalEnd(null, message);
	}

}
