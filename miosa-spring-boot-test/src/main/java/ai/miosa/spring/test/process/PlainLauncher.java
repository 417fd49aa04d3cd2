package ai.miosa.spring.test.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts a process without a terminal, in its own session where the machine has
 * {@code setsid}, so that its tree can be distinguished from other processes of the JVM.
 */
public record PlainLauncher(List<String> command, Path workingDirectory,
		ProcessBuilder.Redirect stdin) implements LocalMachine.Launcher {

	static final ProcessBuilder.Redirect NO_STDIN = ProcessBuilder.Redirect.from(new File("/dev/null"));

	static final List<String> SETSID = findSetsid();

	@Override
	public Process launch(Map<String, String> environment) throws IOException {
		List<String> arguments = new ArrayList<>(SignalReset.COMMAND);
		arguments.addAll(SETSID);
		arguments.addAll(this.command);
		Invocation invocation = Invocation.of(arguments, environment);
		ProcessBuilder builder = new ProcessBuilder(invocation.arguments()).directory(this.workingDirectory.toFile())
			.redirectInput(this.stdin);
		builder.environment().clear();
		builder.environment().putAll(invocation.environment());
		return builder.start();
	}

	private static List<String> findSetsid() {
		for (String directory : List.of("/usr/bin", "/bin")) {
			Path setsid = Path.of(directory, "setsid");
			if (Files.isExecutable(setsid)) {
				return List.of(setsid.toString());
			}
		}
		return List.of();
	}

}
