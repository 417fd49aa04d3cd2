package ai.miosa.spring.test.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * Starts programs with default signal dispositions and no blocked signals. Otherwise they
 * would inherit those of this JVM: under {@code nohup} SIGHUP is ignored, and the JVM
 * blocks SIGQUIT. A shell cannot restore signals that were ignored when it started.
 */
final class SignalReset {

	// GNU coreutils 8.31 or later
	static final List<String> ENV = List.of("/usr/bin/env", "--default-signal");

	static final List<String> PYTHON = List.of("python3", "-ISc", """
			import os, signal, sys
			for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
			    signal.signal(number, signal.SIG_DFL)
			signal.pthread_sigmask(signal.SIG_SETMASK, [])
			try:
			    os.execvp(sys.argv[1], sys.argv[1:])
			except OSError as failure:
			    print(sys.argv[1], failure.strerror, sep=': ', file=sys.stderr)
			    sys.exit(127)
			""");

	// What precedes the program and its arguments
	static final List<String> COMMAND = find();

	private SignalReset() {
	}

	private static List<String> find() {
		if (isSupported(ENV)) {
			return ENV;
		}
		return Host.CURRENT.hasProgram("python3") ? PYTHON : List.of();
	}

	private static boolean isSupported(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
				.redirectError(Redirect.DISCARD)
				.start();
			return process.onExit().join().exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
