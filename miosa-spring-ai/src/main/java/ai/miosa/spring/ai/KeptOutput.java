package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.ShellQuoting;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.exec.ExecResult;

/**
 * A piece of the output that {@code run-command.sh} has kept of a command.
 *
 * @param size the size of the whole output in bytes
 * @param bytes the piece
 */
record KeptOutput(long size, byte[] bytes) {

	// What mktemp makes of out-XXXXXXXXXX
	private static final Pattern ID = Pattern.compile("out-[0-9A-Za-z]{10}");

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String SCRIPT = """
			file=${HOME:-/tmp}/.miosa/tools/$1/$2
			[ -f "$file" ] || exit 1
			stat -c %s "$file"
			tail -c +$(($3 + 1)) "$file" | head -c "$4" | base64 -w0
			""";

	/**
	 * Return whether a text can be the id of kept output.
	 */
	static boolean isId(String text) {
		return ID.matcher(text).matches();
	}

	/**
	 * Read a piece.
	 * @param id the id, which is the name of the directory
	 * @param stream {@code stdout} or {@code stderr}
	 * @param offset where to begin, in bytes
	 * @param length the most bytes to read
	 * @return the piece, or {@code null} if the computer does not have the output
	 */
	static @Nullable KeptOutput read(MiosaExecOperations operations, ToolTarget target, String id, String stream,
			long offset, int length) {
		String command = "bash -c " + ShellQuoting.quote(SCRIPT) + " miosa " + id + " " + stream + " " + offset + " "
				+ length;
		ExecResult result = operations.bash(target.computerId(), command, target.options(TIMEOUT));
		String printed = (result.stdout() != null) ? result.stdout() : result.output();
		List<String> lines = printed.lines().toList();
		if (!result.isSuccess() || lines.isEmpty()) {
			return null;
		}
		byte[] bytes = (lines.size() > 1) ? Base64.getDecoder().decode(lines.get(1)) : new byte[0];
		return new KeptOutput(Long.parseLong(lines.get(0)), bytes);
	}

	/**
	 * Return the size alone.
	 */
	@Override
	public String toString() {
		return "KeptOutput[size=" + this.size + "]";
	}

}
