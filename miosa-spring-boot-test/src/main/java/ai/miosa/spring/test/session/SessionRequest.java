package ai.miosa.spring.test.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * Validated query of a session's handshake.
 */
record SessionRequest(String command, List<String> commandLine, @Nullable String workingDirectory,
		Map<String, String> env, boolean tty, int rows, int columns) {

	private static final int MAX_SIZE = 65535;

	static @Nullable String command(String uri) {
		return first(parameters(uri), "command");
	}

	static SessionRequest read(String uri, String ttyParameter) {
		Map<String, List<String>> query = parameters(uri);
		String command = first(query, "command");
		if (command == null || command.isBlank()) {
			throw new ApiException(400, "MISSING_PARAM", "The parameter 'command' is required");
		}
		if (query.values().stream().flatMap(List::stream).anyMatch((value) -> value.indexOf('\0') >= 0)) {
			throw ApiException.invalid("A parameter must not contain a NUL character");
		}
		return new SessionRequest(command, commandLine(command, query.getOrDefault("args", List.of())),
				first(query, "cwd"), env(query.getOrDefault("env", List.of())),
				"true".equals(first(query, ttyParameter)), size(query, "rows", 24), size(query, "cols", 80));
	}

	private static Map<String, List<String>> parameters(String uri) {
		try {
			return new QueryStringDecoder(uri).parameters();
		}
		catch (IllegalArgumentException ex) {
			throw new ApiException(400, "MISSING_PARAM", "The query is not percent-encoded");
		}
	}

	// Without arguments the shell runs the command; with arguments the command is a
	// program, which a shell starts, so that a missing one causes exit code 127
	private static List<String> commandLine(String command, List<String> arguments) {
		if (arguments.isEmpty()) {
			return List.of("bash", "-c", command);
		}
		List<String> line = new ArrayList<>(List.of("bash", "-c", "exec \"$0\" \"$@\"", command));
		line.addAll(arguments);
		return line;
	}

	private static Map<String, String> env(List<String> assignments) {
		Map<String, String> variables = new LinkedHashMap<>();
		for (String assignment : assignments) {
			int equals = assignment.indexOf('=');
			if (equals < 1) {
				throw ApiException.invalid("An env parameter must be NAME=value");
			}
			variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
		}
		return variables;
	}

	private static int size(Map<String, List<String>> query, String name, int byDefault) {
		String value = first(query, name);
		if (value == null) {
			return byDefault;
		}
		try {
			int size = Integer.parseInt(value);
			if (size >= 1 && size <= MAX_SIZE) {
				return size;
			}
		}
		catch (NumberFormatException ex) {
			// Answered below
		}
		throw ApiException.invalid("The parameter '" + name + "' must be a number from 1 to " + MAX_SIZE);
	}

	private static @Nullable String first(Map<String, List<String>> query, String name) {
		List<String> values = query.get(name);
		return (values != null) ? values.get(0) : null;
	}

	@Override
	public String toString() {
		return "SessionRequest[tty=%s]".formatted(this.tty);
	}

}
