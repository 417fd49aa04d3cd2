package ai.miosa.spring.file;

import java.util.Set;

import org.springframework.util.Assert;

import ai.miosa.spring.text.CommandChecks;

/**
 * Checks of paths on a computer. A checked path starts with {@code /} or {@code ./}, so
 * that no program mistakes it for an option.
 */
final class FilePath {

	private static final Set<String> DIRECTORY_NAMES = Set.of("", ".", "..");

	private FilePath() {
	}

	/**
	 * Check a path.
	 * @throws IllegalArgumentException if the path is blank, contains NUL or a lone
	 * surrogate, or starts with {@code ~}
	 */
	static String check(String path) {
		CommandChecks.checkText(path, "The path");
		Assert.isTrue(!path.startsWith("~"),
				"The path must not start with '~', which only a shell expands; use an absolute path, "
						+ "or './~' for a file of that name");
		return (path.startsWith("/") || path.startsWith("./")) ? path : "./" + path;
	}

	/**
	 * Check the path of a file that is read or written.
	 * @throws IllegalArgumentException also if the path can only name a directory
	 */
	static String checkFile(String path) {
		String checked = check(path);
		Assert.isTrue(!DIRECTORY_NAMES.contains(checked.substring(checked.lastIndexOf('/') + 1)),
				"The path must name a file, so it must not end with '/', '/.' or '/..'");
		return checked;
	}

}
