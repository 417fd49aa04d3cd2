package ai.miosa.spring.file;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;

/**
 * A file that could not be read, written or deleted. {@link #mayHaveRun()} tells whether
 * the file on the computer may have been changed.
 */
public class MiosaFileException extends MiosaException {

	private final Reason reason;

	MiosaFileException(Reason reason, String message, String computerId, boolean mayHaveRun,
			@Nullable Throwable cause) {
		super(message, computerId, mayHaveRun, cause);
		this.reason = reason;
	}

	/**
	 * Return why it failed.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a file could not be read, written or deleted.
	 */
	public enum Reason {

		/**
		 * There is no such file.
		 */
		NOT_FOUND("there is no such file"),

		/**
		 * It is a directory that has files, or something else that is no plain file.
		 */
		NOT_A_FILE("it is not a plain file"),

		/**
		 * The computer's user may not do that, or the disk is full.
		 */
		REFUSED("the computer refused it: look at the permissions and the space on its disk"),

		/**
		 * What arrived is not what was sent: the transfer was cut off, or the file was
		 * changed while it was read.
		 */
		CORRUPTED("what arrived is not what was sent: try again"),

		/**
		 * The file is larger than what was asked for may be.
		 */
		TOO_LARGE("it is too large for memory: read it to a file or a stream"),

		/**
		 * Anything else, such as a computer without bash or GNU coreutils.
		 */
		FAILED("bash or GNU coreutils may be missing on the computer");

		private final String text;

		Reason(String text) {
			this.text = text;
		}

		String text() {
			return this.text;
		}

	}

}
