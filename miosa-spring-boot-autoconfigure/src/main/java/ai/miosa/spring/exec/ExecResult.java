package ai.miosa.spring.exec;

import org.jspecify.annotations.Nullable;

/**
 * Hold how a command ended. A non-zero exit code is a result like any other; call
 * {@link #orThrow()} to have it raised.
 *
 * @param exitCode the exit code, as the server sent it
 * @param output stdout and stderr in order of arrival; if the server left it out, stdout
 * followed by stderr
 * @param stdout the standard output, or {@code null} if the server left it out
 * @param stderr the standard error, or {@code null} if the server left it out
 * @param requestId the request id to quote to MIOSA's support, if the server sent one
 */
public record ExecResult(int exitCode, String output, @Nullable String stdout, @Nullable String stderr,
		@Nullable String requestId) {

	/**
	 * Return whether the exit code is 0.
	 * @return whether the command succeeded
	 */
	public boolean isSuccess() {
		return this.exitCode == 0;
	}

	/**
	 * Return this result if the exit code is 0.
	 * @return this result
	 * @throws ExecFailedException if the exit code is not 0
	 */
	public ExecResult orThrow() {
		if (!isSuccess()) {
			throw new ExecFailedException(this);
		}
		return this;
	}

	/**
	 * Return the exit code, the sizes of the outputs and the request id. Contents are
	 * left out.
	 */
	@Override
	public String toString() {
		return "ExecResult[exitCode=" + this.exitCode + ", output=" + size(this.output) + ", stdout="
				+ size(this.stdout) + ", stderr=" + size(this.stderr) + ", requestId=" + this.requestId + "]";
	}

	private static String size(@Nullable String text) {
		return (text != null) ? text.length() + " characters" : "none";
	}

}
