package ai.miosa.spring.test.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A command that runs to its end or to its deadline.
 *
 * @param commandLine the program and its arguments
 * @param workingDirectory a directory of this machine
 * @param env the variables on top of the machine's own
 * @param stdin what it reads from its standard input, or {@code null} for nothing
 * @param timeout how long it may run
 */
public record OneShotCommand(List<String> commandLine, Path workingDirectory, Map<String, String> env,
		@Nullable String stdin, Duration timeout) {

	@Override
	public String toString() {
		return "OneShotCommand[timeout=%s]".formatted(this.timeout);
	}

}
