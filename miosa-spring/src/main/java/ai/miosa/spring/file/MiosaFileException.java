package ai.miosa.spring.file;

import java.util.List;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;

/**
 * Failure of an operation on a file or directory of a computer. The message names the
 * path, {@link #getServerMessage()} contains the computer's own text, and
 * {@link #mayHaveRun()} reports whether something on the computer may have changed.
 */
public class MiosaFileException extends MiosaException {

	private final Reason reason;

	private final String path;

	private final @Nullable String serverMessage;

	MiosaFileException(Reason reason, String action, String path, String computerId, boolean mayHaveRun,
			@Nullable String serverMessage, @Nullable Throwable cause) {
		super("Failed to " + action + " '" + printable(path) + "': " + reason.text, computerId, mayHaveRun, cause);
		this.reason = reason;
		this.path = path;
		this.serverMessage = serverMessage;
	}

	// A name may contain line ends and escape sequences, which must not reach a log
	static String printable(String path) {
		return path.replaceAll("\\p{Cntrl}", "\uFFFD");
	}

	/**
	 * Return why the operation failed.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Return the path on the computer.
	 * @return the path, as it was given
	 */
	public String getPath() {
		return this.path;
	}

	/**
	 * Return the output of the program that failed on the computer.
	 * @return the text, or {@code null} if it printed nothing
	 */
	@Override
	public @Nullable String getServerMessage() {
		return this.serverMessage;
	}

	/**
	 * Why an operation failed.
	 */
	public enum Reason {

		/**
		 * The file, or a directory on the path to it, does not exist.
		 */
		NOT_FOUND("no such file or directory", "No such file or directory"),

		/**
		 * The path names something that is not a regular file, such as a directory, a
		 * FIFO or a device; or a directory would replace files of other types.
		 */
		NOT_A_FILE("not a regular file, or a file of another type exists", "Is a directory",
				"cannot overwrite directory"),

		/**
		 * The path, or a part of it, names something that is not a directory.
		 */
		NOT_A_DIRECTORY("not a directory", "Not a directory", "File exists", "cannot overwrite non-directory"),

		/**
		 * The directory is not empty.
		 */
		NOT_EMPTY("directory not empty", "Directory not empty"),

		/**
		 * The user that runs commands on the computer lacks the permission.
		 */
		PERMISSION_DENIED("permission denied", "Permission denied", "Operation not permitted"),

		/**
		 * The file system is mounted read-only.
		 */
		READ_ONLY("read-only file system", "Read-only file system"),

		/**
		 * The device is full, or the quota is exhausted.
		 */
		NO_SPACE("no space left on the device", "No space left on device", "Disk quota exceeded"),

		/**
		 * The file or the directory is in use by the computer's kernel.
		 */
		BUSY("device or resource busy", "Device or resource busy", "Text file busy"),

		/**
		 * The file is larger than memory, a limit or the file system allows.
		 */
		TOO_LARGE("too large: read large files to a stream or a local file", "File too large",
				"File size limit exceeded"),

		/**
		 * A name is too long, or cannot be represented: not UTF-8 on the computer, or not
		 * in the local file system's encoding.
		 */
		INVALID_NAME("a name is too long or cannot be represented", "File name too long"),

		/**
		 * A directory has an entry or a link that leads out of it.
		 */
		OUTSIDE("an entry or a link leads out of the directory"),

		/**
		 * The content is incomplete or has changed while it was transferred.
		 */
		CORRUPTED("the content is incomplete, or changed while it was transferred; try again"),

		/**
		 * The local file or stream failed, see the cause.
		 */
		LOCAL("the local file or stream failed"),

		/**
		 * Anything else, see {@link MiosaFileException#getServerMessage()}.
		 */
		FAILED("see getServerMessage(); bash, GNU coreutils, findutils or tar may be missing on the computer");

		private final String text;

		private final List<String> errors;

		Reason(String text, String... errors) {
			this.text = text;
			this.errors = List.of(errors);
		}

		/**
		 * Return the reason whose text occurs last in a program's error messages, because
		 * a path may also contain such a text.
		 */
		static Reason of(String messages) {
			Reason found = FAILED;
			int last = -1;
			for (Reason reason : values()) {
				for (String error : reason.errors) {
					int position = messages.lastIndexOf(error);
					if (position > last) {
						found = reason;
						last = position;
					}
				}
			}
			return found;
		}

	}

}
