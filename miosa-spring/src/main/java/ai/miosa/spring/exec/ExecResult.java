package ai.miosa.spring.exec;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * Result of a command that ended. A non-zero exit code is a result like any other; call
 * {@link #orThrow()} to have it raised.
 *
 * @param kind what was executed
 * @param computerId the computer it ran on
 * @param exitCode the exit code as the server sent it; if the command timed out, which
 * leaves it without one, -1
 * @param output stdout and stderr in order of arrival; if the server left it out, stdout
 * followed by stderr
 * @param stdout the standard output, or {@code null} if the server left it out
 * @param stderr the standard error, or {@code null} if the server left it out
 * @param timedOut whether the command was killed at its timeout, of which not every
 * server tells: others raise a {@link ai.miosa.spring.MiosaTimeoutException}
 * @param truncated whether the computer has cut the output short
 * @param bytesReplaced whether the output was not UTF-8, so that replacement characters
 * stand for some of its bytes
 * @param requestId the request id to quote to MIOSA's support, if the server sent one
 */
public record ExecResult(ExecKind kind, String computerId, int exitCode, String output, @Nullable String stdout,
		@Nullable String stderr, boolean timedOut, boolean truncated, boolean bytesReplaced,
		@Nullable String requestId) implements Serializable {

	/**
	 * Return the result of a command that ended by itself, for tests that stand in for a
	 * computer.
	 * @param kind what was executed
	 * @param computerId the computer it ran on
	 * @param exitCode the exit code
	 * @param output what it printed to stdout
	 * @return the result
	 */
	public static ExecResult of(ExecKind kind, String computerId, int exitCode, String output) {
		return new ExecResult(kind, computerId, exitCode, output, output, "", false, false, false, null);
	}

	/**
	 * Return whether the command ended with the exit code 0.
	 * @return whether the command succeeded
	 */
	public boolean isSuccess() {
		return this.exitCode == 0 && !this.timedOut;
	}

	/**
	 * Return this result if the command succeeded.
	 * @return this result
	 * @throws ExecFailedException if the exit code is not 0 or the command timed out
	 */
	public ExecResult orThrow() {
		if (!isSuccess()) {
			throw new ExecFailedException(this);
		}
		return this;
	}

	/**
	 * Return everything but the outputs, of which the sizes are shown.
	 */
	@Override
	public String toString() {
		return "ExecResult[kind=" + this.kind + ", computerId=" + this.computerId + ", exitCode=" + this.exitCode
				+ ", output=" + size(this.output) + ", stdout=" + size(this.stdout) + ", stderr=" + size(this.stderr)
				+ ", timedOut=" + this.timedOut + ", truncated=" + this.truncated + ", bytesReplaced="
				+ this.bytesReplaced + ", requestId=" + this.requestId + "]";
	}

	private static String size(@Nullable String text) {
		return (text != null) ? text.length() + " characters" : "none";
	}

}
