package ai.miosa.spring.session.protocol;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A command to start, and its surroundings.
 *
 * @param computerId the computer to run on
 * @param command the command
 * @param args the command's arguments
 * @param env the environment variables to set
 * @param workingDirectory the working directory, or {@code null} for the computer's own
 * @param pty whether to run on a pseudo-terminal
 * @param columns the pseudo-terminal's first width in characters
 * @param rows the pseudo-terminal's first height in characters
 */
public record SessionRequest(String computerId, String command, List<String> args, Map<String, String> env,
		@Nullable String workingDirectory, boolean pty, int columns, int rows) {

	@Override
	public String toString() {
		return "SessionRequest[pty=" + this.pty + "]";
	}

}
