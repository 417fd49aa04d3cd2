package ai.miosa.spring.test.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program with its arguments and environment, in a form that this JVM can pass on. A
 * JVM encodes both in the charset of its locale and replaces characters that the charset
 * lacks: under {@code LC_ALL=C}, all except ASCII.
 *
 * @param arguments the program and its arguments
 * @param environment the environment
 */
record Invocation(List<String> arguments, Map<String, String> environment) {

	// The charsets that JDK 17 and later versions use
	private static final Set<Charset> CHARSETS = Set
		.copyOf(List.of(Charset.defaultCharset(), Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))));

	static Invocation of(List<String> arguments, Map<String, String> environment) {
		return of(arguments, environment, CHARSETS);
	}

	static Invocation of(List<String> arguments, Map<String, String> environment, Set<Charset> charsets) {
		if (areEncodable(arguments, charsets) && areEncodable(environment.values(), charsets)) {
			return new Invocation(arguments, environment);
		}
		StringBuilder script = new StringBuilder("exec env");
		Map<String, String> encodable = new LinkedHashMap<>();
		environment.forEach((name, value) -> {
			if (areEncodable(List.of(value), charsets)) {
				encodable.put(name, value);
			}
			else {
				appendQuoted(script, name + '=' + value);
			}
		});
		arguments.forEach((argument) -> appendQuoted(script, argument));
		return new Invocation(new ArrayList<>(List.of("bash", "-c", script.toString())), encodable);
	}

	private static boolean areEncodable(Collection<String> texts, Set<Charset> charsets) {
		return charsets.stream()
			.map(Charset::newEncoder)
			.allMatch((encoder) -> texts.stream().allMatch(encoder::canEncode));
	}

	/**
	 * Append a word to a bash script, using only ASCII characters.
	 */
	private static void appendQuoted(StringBuilder script, String text) {
		script.append(" $'");
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			if (octet < ' ' || octet == '\'' || octet == '\\') {
				script.append("\\%03o".formatted(octet & 0xff));
			}
			else {
				script.append((char) octet);
			}
		}
		script.append('\'');
	}

}
