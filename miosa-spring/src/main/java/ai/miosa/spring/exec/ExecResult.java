package ai.miosa.spring.exec;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;
import org.springframework.util.function.ThrowingBiFunction;

/**
 * Result of a command that ended. A non-zero exit code is a result like any other;
 * {@link #orThrow()} turns it into an exception.
 *
 * @param kind what was executed
 * @param computerId the computer it ran on
 * @param exitCode the exit code as the server sent it; -1 if the command timed out and
 * therefore has none
 * @param output stdout and stderr in order of arrival or, if the server sends only
 * separate streams, stdout followed by stderr
 * @param stdout the standard output; if {@code combined}, the same text as {@code output}
 * @param stderr the standard error; empty if {@code combined}
 * @param combined whether the server sent stdout and stderr as a single text only
 * @param timedOut whether the command was killed at its timeout. A server that does not
 * report this causes a {@link ai.miosa.spring.MiosaTimeoutException} instead
 * @param truncated whether the computer truncated the output
 * @param bytesReplaced whether the output was not UTF-8 and contains replacement
 * characters
 * @param requestId the request id to quote to MIOSA's support, if the server sent one
 */
public record ExecResult(ExecKind kind, String computerId, int exitCode, String output, String stdout, String stderr,
		boolean combined, boolean timedOut, boolean truncated, boolean bytesReplaced,
		@Nullable String requestId) implements Serializable {

	/**
	 * Return the result of a command that was not killed, for tests without a computer.
	 * @param kind what was executed
	 * @param computerId the computer it ran on
	 * @param exitCode the exit code
	 * @param output what it printed to stdout
	 * @return the result
	 */
	public static ExecResult of(ExecKind kind, String computerId, int exitCode, String output) {
		return new ExecResult(kind, computerId, exitCode, output, output, "", false, false, false, false, null);
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
	 * Read the standard output as a value, such as JSON. <pre class="code">
	 * Report report = computer.python(code).run().map(Report.class, jsonMapper::readValue);
	 * </pre>
	 * @param <T> the type of the value
	 * @param type the type of the value
	 * @param reader reads a value of the type from a text
	 * @return the value
	 * @throws ExecFailedException if the exit code is not 0 or the command timed out
	 * @throws RuntimeException if the reader fails: its own exception, or one with a
	 * checked exception as its cause
	 */
	public <T> T map(Class<T> type, ThrowingBiFunction<String, Class<T>, T> reader) {
		return reader.apply(orThrow().stdout(), type);
	}

	/**
	 * Return all components, with the size in place of each output.
	 */
	@Override
	public String toString() {
		return "ExecResult[kind=" + this.kind + ", computerId=" + this.computerId + ", exitCode=" + this.exitCode
				+ ", output=" + size(this.output) + ", stdout=" + size(this.stdout) + ", stderr=" + size(this.stderr)
				+ ", combined=" + this.combined + ", timedOut=" + this.timedOut + ", truncated=" + this.truncated
				+ ", bytesReplaced=" + this.bytesReplaced + ", requestId=" + this.requestId + "]";
	}

	private static String size(String text) {
		return text.length() + " characters";
	}

}
