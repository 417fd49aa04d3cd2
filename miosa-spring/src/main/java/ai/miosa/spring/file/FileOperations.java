package ai.miosa.spring.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.text.CommandChecks;
import ai.miosa.spring.text.Sha256;

/**
 * The operations of {@link MiosaFiles}.
 */
final class FileOperations {

	private static final int PIECE = 64 * 1024;

	private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

	private static final Pattern MODE = Pattern.compile("[0-7]{1,6}");

	private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}|-");

	private static final int MAX_WORD = 64;

	private static final int MAX_MEMORY = 64 * 1024 * 1024;

	private static final int MAX_LIST = 100_000;

	private static final Set<String> DIRECTORY_NAMES = Set.of("", ".", "..");

	private FileOperations() {
	}

	/**
	 * Write a file.
	 * @param mode the mode in octal digits, or an empty text to keep that of an existing
	 * file
	 */
	static FileOperation<@Nullable Void> write(String path, String mode, InputStream content) {
		return write(path, mode, (session, sender) -> send(path, content, session, sender));
	}

	static FileOperation<@Nullable Void> write(String path, String mode, Path source) {
		return write(path, mode, (session, sender) -> {
			try (InputStream content = Files.newInputStream(source)) {
				send(path, content, session, sender);
			}
		});
	}

	private static FileOperation<@Nullable Void> write(String path, String mode, Upload upload) {
		String nonce = nonce();
		return new FileOperation<>("write", true, FileScript.WRITE, path, List.of(checkFile(path), nonce, mode),
				upload(nonce, upload));
	}

	private static void send(String path, InputStream content, FileSession session, ContentSender sender)
			throws IOException {
		byte[] piece = new byte[PIECE];
		for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
			sender.write(piece, 0, count);
			session.progress(path, 0, count);
		}
		session.progress(path, 1, 0);
	}

	static FileOperation<@Nullable Void> upload(Path directory, String path) {
		String nonce = nonce();
		return new FileOperation<>("upload", true, FileScript.UPLOAD, path, List.of(check(path), nonce),
				upload(nonce, (session, sender) -> DirectoryUpload.send(directory, session, sender)));
	}

	private static FileOperation.Work<@Nullable Void> upload(String nonce, Upload upload) {
		return (session) -> {
			ContentSender sender = new ContentSender(session, nonce);
			upload.send(session, sender);
			sender.complete();
			return null;
		};
	}

	private static String nonce() {
		return UUID.randomUUID().toString().replace("-", "");
	}

	static FileOperation<byte[]> read(String path) {
		return read(path, (session) -> {
			ByteArrayOutputStream content = new ByteArrayOutputStream();
			receive(path, session, content, MAX_MEMORY);
			return content.toByteArray();
		});
	}

	static FileOperation<@Nullable Void> read(String path, OutputStream target) {
		return read(path, (session) -> {
			receive(path, session, target, Long.MAX_VALUE);
			return null;
		});
	}

	static FileOperation<@Nullable Void> read(String path, Path target) {
		return read(path, (session) -> {
			LocalFile.write(target, (output) -> receive(path, session, output, Long.MAX_VALUE));
			return null;
		});
	}

	private static <T extends @Nullable Object> FileOperation<T> read(String path, FileOperation.Work<T> work) {
		return new FileOperation<>("read", false, FileScript.READ, path, List.of(checkFile(path)), work);
	}

	/**
	 * Receive the content of a file.
	 * @return the mode in octal digits
	 */
	private static String receive(String path, FileSession session, OutputStream target, long limit)
			throws IOException {
		InputStream input = session.output();
		long rest = limit;
		if (Long.parseLong(word(input, SIZE)) > limit) {
			throw new TransferException(Reason.TOO_LARGE, null);
		}
		String mode = word(input, MODE);
		String sha256 = word(input, SHA_256);
		MessageDigest digest = Sha256.newDigest();
		byte[] piece = new byte[PIECE];
		for (int count = input.read(piece); count >= 0; count = input.read(piece)) {
			rest -= count;
			if (rest < 0) {
				throw new TransferException(Reason.TOO_LARGE, null);
			}
			digest.update(piece, 0, count);
			target.write(piece, 0, count);
			session.progress(path, 0, count);
		}
		session.finish();
		if (!sha256.equals("-") && !sha256.equals(Sha256.hex(digest))) {
			throw session.failure(Reason.CORRUPTED, null);
		}
		session.progress(path, 1, 0);
		return mode;
	}

	private static String word(InputStream input, Pattern pattern) throws IOException {
		StringBuilder word = new StringBuilder();
		for (int next = input.read(); next >= 0 && next != ' ' && next != '\n'
				&& word.length() <= MAX_WORD; next = input.read()) {
			word.append((char) next);
		}
		if (!pattern.matcher(word).matches()) {
			throw new TransferException(Reason.CORRUPTED, null);
		}
		return word.toString();
	}

	static FileOperation<@Nullable Void> download(String path, Path directory) {
		return new FileOperation<>("download", false, FileScript.DOWNLOAD, path, List.of(check(path)), (session) -> {
			DirectoryDownload.receive(directory, session);
			return null;
		});
	}

	static FileOperation<FileInfo> stat(String path) {
		return new FileOperation<>("look up", false, FileScript.STAT, path, List.of(check(path)), (session) -> {
			FileInfo info = new FileInfoReader(session.output()).next(path, false);
			session.finish();
			if (info == null) {
				throw new TransferException(Reason.CORRUPTED, null);
			}
			return info;
		});
	}

	static FileOperation<List<FileInfo>> list(String path) {
		return new FileOperation<>("list", false, FileScript.LIST, path, List.of(check(path)), (session) -> {
			FileInfoReader reader = new FileInfoReader(session.output());
			List<FileInfo> files = new ArrayList<>();
			for (FileInfo file = reader.next(path, true); file != null; file = reader.next(path, true)) {
				if (files.size() == MAX_LIST) {
					throw new TransferException(Reason.TOO_LARGE, null);
				}
				files.add(file);
			}
			session.finish();
			return List.copyOf(files);
		});
	}

	static FileOperation<Boolean> exists(String path) {
		return new FileOperation<>("look up", false, FileScript.STAT, path, List.of(check(path)),
				FileOperations::finishIfFound);
	}

	static FileOperation<Boolean> delete(String path) {
		return new FileOperation<>("delete", true, FileScript.DELETE, path, List.of(check(path)),
				FileOperations::finishIfFound);
	}

	private static boolean finishIfFound(FileSession session) {
		try {
			session.finish();
			return true;
		}
		catch (MiosaFileException ex) {
			if (ex.getReason() == Reason.NOT_FOUND || ex.getReason() == Reason.NOT_A_DIRECTORY) {
				return false;
			}
			throw ex;
		}
	}

	static FileOperation<@Nullable Void> mkdir(String path) {
		return new FileOperation<>("make directory", true, FileScript.MKDIR, path, List.of(check(path)),
				FileOperations::finish);
	}

	static FileOperation<@Nullable Void> move(String from, String to) {
		return new FileOperation<>("move", true, FileScript.MOVE, from, List.of(check(from), check(to)),
				FileOperations::finish);
	}

	private static @Nullable Void finish(FileSession session) {
		session.finish();
		return null;
	}

	/**
	 * Check a path. The result starts with {@code /} or {@code ./}, so that no program
	 * mistakes it for an option.
	 * @throws IllegalArgumentException if the path is blank, contains NUL or a lone
	 * surrogate, or starts with {@code ~}
	 */
	private static String check(String path) {
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
	private static String checkFile(String path) {
		String checked = check(path);
		Assert.isTrue(!DIRECTORY_NAMES.contains(checked.substring(checked.lastIndexOf('/') + 1)),
				"The path must name a file, so it must not end with '/', '/.' or '/..'");
		return checked;
	}

	/**
	 * Sends what a script reads from stdin.
	 */
	@FunctionalInterface
	private interface Upload {

		void send(FileSession session, ContentSender sender) throws IOException;

	}

}
