package ai.miosa.spring.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import ai.miosa.spring.ShellQuoting;

/**
 * The script that keeps jobs on a computer.
 */
final class JobScript {

	private static final String TEXT = read();

	private JobScript() {
	}

	private static String read() {
		try (InputStream resource = JobScript.class.getResourceAsStream("jobs.sh")) {
			if (resource == null) {
				throw new IllegalStateException("The resource jobs.sh is missing");
			}
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.stripLeading().startsWith("#"))
				.collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the command that runs the script as a one-shot. The script, which is no
	 * secret, is an argument of bash; commands and environments of jobs come by
	 * variables.
	 */
	static String oneShot(List<String> arguments) {
		return "exec bash -p -c " + ShellQuoting.quote(TEXT) + " miosa-jobs" + join(arguments);
	}

	/**
	 * Return the command that runs the script as a session, which takes
	 * {@link #sessionInput()} first. The URL of the upgrade request stays short so.
	 */
	static String session(List<String> arguments) {
		return "exec bash -p -s --" + join(arguments);
	}

	static String sessionInput() {
		return TEXT + "; exit\n";
	}

	private static String join(List<String> arguments) {
		return arguments.stream().map((argument) -> " " + ShellQuoting.quote(argument)).collect(Collectors.joining());
	}

}
