package ai.miosa.spring.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BiFunction;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;

/**
 * The sessions that run the {@link FileScript scripts}. An {@link IOException} that is
 * thrown here comes from the caller's stream.
 */
final class FileTransfer {

	private static final int PIECE = 64 * 1024;

	// Size, mode and 64 digits
	private static final int MAX_HEADER = 128;

	private final String computerId;

	private final BiFunction<String, SessionOptions, MiosaSession> sessions;

	private final Duration timeout;

	FileTransfer(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions, Duration timeout) {
		this.computerId = computerId;
		this.sessions = sessions;
		this.timeout = timeout;
	}

	FileTransfer withTimeout(Duration timeout) {
		return new FileTransfer(this.computerId, this.sessions, timeout);
	}

	void write(String path, InputStream content, String mode) throws IOException {
		try (FileSession session = open(FileScript.WRITE, path, mode, OutputMode.CAPTURED)) {
			MessageDigest digest = sha256();
			byte[] piece = new byte[PIECE];
			boolean taken = true;
			for (int count = content.read(piece); taken && count >= 0; count = content.read(piece)) {
				digest.update(piece, 0, count);
				taken = session.send(Arrays.copyOf(piece, count));
			}
			session.send(hex(digest).getBytes(StandardCharsets.US_ASCII));
			session.endInput();
			check("write", session.await(), true);
		}
	}

	/**
	 * Read a file.
	 * @return the mode in octal digits
	 */
	String read(String path, OutputStream target, long limit) throws IOException {
		try (FileSession session = open(FileScript.READ, path, "", OutputMode.STREAMED)) {
			String[] header = header(session);
			if (header.length != 3) {
				check("read", session.await(), false);
				throw failure("read", Reason.FAILED, false);
			}
			long size = Long.parseLong(header[0]);
			if (size > limit) {
				throw failure("read", Reason.TOO_LARGE, false);
			}
			MessageDigest digest = sha256();
			byte[] piece = new byte[PIECE];
			for (int count = session.receive(piece); count >= 0; count = session.receive(piece)) {
				digest.update(piece, 0, count);
				target.write(piece, 0, count);
			}
			check("read", session.await(), false);
			if (!hex(digest).equals(header[2])) {
				throw failure("read", Reason.CORRUPTED, false);
			}
			return header[1];
		}
	}

	/**
	 * Run a script that has no input and no output.
	 * @return whether there was such a file
	 */
	boolean run(FileScript script, String path) {
		try (FileSession session = open(script, path, "", OutputMode.CAPTURED)) {
			int exitCode = session.await();
			if (exitCode != 0 && FileScript.reason(exitCode) == Reason.NOT_FOUND) {
				return false;
			}
			boolean changes = script == FileScript.DELETE;
			check(changes ? "delete" : "look-up", exitCode, changes);
			return true;
		}
	}

	MiosaFileException localFailure(String action, IOException cause) {
		return new MiosaFileException(Reason.FAILED, action + " of a file failed on this side", this.computerId, false,
				cause);
	}

	private FileSession open(FileScript script, String path, String mode, OutputMode output) {
		CommandChecks.checkText(path, "The path");
		return new FileSession(this.sessions.apply(script.command(path, mode),
				SessionOptions.builder().pty(false).output(output).build()), this.timeout);
	}

	private static String[] header(FileSession session) {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		byte[] next = new byte[1];
		while (line.size() < MAX_HEADER && session.receive(next) > 0 && next[0] != '\n') {
			line.write(next[0]);
		}
		return line.toString(StandardCharsets.US_ASCII).split(" ");
	}

	private void check(String action, int exitCode, boolean changes) {
		if (exitCode != 0) {
			Reason reason = FileScript.reason(exitCode);
			throw failure(action, reason, changes && reason == Reason.FAILED);
		}
	}

	private MiosaFileException failure(String action, Reason reason, boolean mayHaveRun) {
		return new MiosaFileException(reason, action + " of a file failed: " + reason.text(), this.computerId,
				mayHaveRun, null);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String hex(MessageDigest digest) {
		return HexFormat.of().formatHex(digest.digest());
	}

}
