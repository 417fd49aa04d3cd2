package ai.miosa.spring.text;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Checks that reject what the platform cannot run, before anything is sent. No message
 * quotes the rejected value.
 */
public final class CommandChecks {

	private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private CommandChecks() {
	}

	/**
	 * Check the id of a computer.
	 * @param computerId the id
	 * @throws IllegalArgumentException if the id is blank, contains characters that no
	 * command can contain, or is {@code .} or {@code ..}, which would leave the URL's
	 * path
	 */
	public static void checkComputerId(String computerId) {
		checkText(computerId, "The computer id");
		Assert.isTrue(!computerId.equals(".") && !computerId.equals(".."), "The computer id must not be a path");
	}

	/**
	 * Check a text that must have content.
	 * @param text the text
	 * @param what how to name it in the message
	 * @throws IllegalArgumentException if the text is blank, contains NUL or is not
	 * well-formed UTF-16
	 */
	public static void checkText(@Nullable String text, String what) {
		Assert.isTrue(StringUtils.hasText(text), () -> what + " must not be blank");
		checkCharacters(text, what);
	}

	/**
	 * Check a text that may be empty.
	 * @param text the text
	 * @param what how to name it in the message
	 * @throws IllegalArgumentException if the text is {@code null}, contains NUL or is
	 * not well-formed UTF-16
	 */
	public static void checkCharacters(@Nullable String text, String what) {
		Assert.isTrue(text == null || text.indexOf('\0') < 0, () -> what + " must not contain a NUL character");
		checkWellFormed(text, what);
	}

	/**
	 * Check that a text can be encoded. A lone surrogate would arrive as a question mark,
	 * which is a shell's wildcard.
	 * @param text the text
	 * @param what how to name it in the message
	 * @throws IllegalArgumentException if the text is {@code null} or not well-formed
	 * UTF-16
	 */
	public static void checkWellFormed(@Nullable String text, String what) {
		Assert.isTrue(text != null, () -> what + " must not be null");
		Assert.isTrue(text.codePoints().noneMatch(CommandChecks::isSurrogate),
				() -> what + " must not contain a lone surrogate (it is not well-formed UTF-16)");
	}

	private static boolean isSurrogate(int codePoint) {
		return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
	}

	/**
	 * Check a variable of a command's environment.
	 * @param name the name
	 * @param value the value
	 * @throws IllegalArgumentException if the name is not {@code [A-Za-z_][A-Za-z0-9_]*}
	 * or the value is {@code null}, contains NUL or is not well-formed UTF-16
	 */
	public static void checkEnv(@Nullable String name, @Nullable String value) {
		Assert.isTrue(name != null && ENV_NAME.matcher(name).matches(),
				"The name of an environment variable must match " + ENV_NAME);
		checkCharacters(value, "The value of environment variable " + name);
	}

}
