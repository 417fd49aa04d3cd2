package ai.miosa.spring.test.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.pty4j.PtyProcessBuilder;

/**
 * Starts a process in its own pseudo-terminal.
 */
public record PtyLauncher(List<String> command, Path workingDirectory, int rows,
		int columns) implements LocalMachine.Launcher {

	// The size is set from outside when the child may already be running, so the program
	// waits until it is set
	private static final String GATE = "while [ \"$(stty size 2>/dev/null)\" = '0 0' ]; do sleep 0.01; done; exec \"$@\"";

	@Override
	public Process launch(Map<String, String> environment) throws IOException {
		List<String> arguments = new ArrayList<>(SignalReset.COMMAND);
		arguments.addAll(List.of("/bin/sh", "-c", GATE, "sh"));
		arguments.addAll(this.command);
		Map<String, String> withTerminal = new LinkedHashMap<>(environment);
		withTerminal.putIfAbsent("TERM", "xterm-256color");
		Invocation invocation = Invocation.of(arguments, withTerminal);
		return new PtyProcessBuilder(invocation.arguments().toArray(String[]::new))
			.setDirectory(this.workingDirectory.toString())
			.setEnvironment(invocation.environment())
			.setInitialRows(this.rows)
			.setInitialColumns(this.columns)
			.setRedirectErrorStream(true)
			.start();
	}

}
