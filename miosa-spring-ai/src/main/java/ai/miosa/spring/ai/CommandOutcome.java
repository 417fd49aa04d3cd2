package ai.miosa.spring.ai;

import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What {@code run-command.sh} has printed.
 *
 * @param exitCode the command's exit code, or {@code null} if it was killed
 * @param seconds the time that the command took
 * @param directory where the whole output is, or {@code null} if it was not kept
 * @param stdout the standard output
 * @param stderr the standard error
 */
record CommandOutcome(@Nullable Integer exitCode, long seconds, @Nullable String directory, OutputExcerpt stdout,
		OutputExcerpt stderr) {

	private static final String PREPARED = "prepared";

	private static final String NONE = "none";

	private static final int LINES = 10;

	/**
	 * Return whether the script has come as far as starting the command.
	 */
	static boolean isStarted(String printed) {
		return printed.startsWith(PREPARED);
	}

	/**
	 * Read what the script has printed.
	 * @return the outcome, or {@code null} if the script did not come to its end
	 */
	static @Nullable CommandOutcome parse(String printed) {
		List<String> lines = printed.lines().toList();
		if (lines.size() < LINES) {
			return null;
		}
		try {
			return new CommandOutcome(NONE.equals(lines.get(1)) ? null : Integer.valueOf(lines.get(1)),
					Long.parseLong(lines.get(2)), NONE.equals(lines.get(3)) ? null : lines.get(3), excerpt(lines, 4),
					excerpt(lines, 7));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static OutputExcerpt excerpt(List<String> lines, int from) {
		Base64.Decoder decoder = Base64.getDecoder();
		return new OutputExcerpt(decoder.decode(lines.get(from + 1)), decoder.decode(lines.get(from + 2)),
				Long.parseLong(lines.get(from)));
	}

}
