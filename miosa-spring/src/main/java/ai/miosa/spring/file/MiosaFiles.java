package ai.miosa.spring.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Files on a computer: <pre class="code">
 * MiosaFiles files = miosa.computer("cmp_123").files();
 * files.write("/srv/app/config.yml", "port: 8080\n".getBytes(UTF_8));
 * files.read("/srv/app/report.pdf", Path.of("report.pdf"));
 * files.upload(Path.of("src"), "/srv/app/src");
 * </pre>
 * <p>
 * Content of any size is transferred in pieces by a session, and the SHA-256 of a file is
 * verified. A file is replaced by a rename, so readers see either the old or the new
 * content. It is written in place only if a rename cannot keep its owner and group, or if
 * it is a mount point. A path is absolute or starts at the directory in which sessions
 * run; {@code ~} is rejected.
 * <p>
 * Each method blocks for at most the timeout, which also bounds streams that block. It
 * throws a {@link MiosaFileException} if the operation fails on the computer, or another
 * {@link ai.miosa.spring.MiosaException} if the call fails. Methods that return a
 * {@link Mono} do the same without blocking, upon subscription; a cancellation ends the
 * operation.
 * <p>
 * Streams and listeners are called by a thread that belongs to the transfer. Needs bash,
 * GNU coreutils, findutils and tar on the computer, and the {@code exec-v1} protocol
 * except in a sandbox, to which a write sends a request for each 90 kB. Thread-safe.
 */
public final class MiosaFiles {

	/**
	 * The largest file that is read into memory: 64 MiB.
	 */
	public static final int MAX_MEMORY = 64 * 1024 * 1024;

	/**
	 * The largest number of files that {@link #list(String)} returns: 100,000.
	 */
	public static final int MAX_LIST = 100_000;

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

	private final String computerId;

	private final BiFunction<String, SessionOptions, MiosaSession> sessions;

	private final Duration timeout;

	private final Consumer<TransferProgress> listener;

	/**
	 * Create access to the files of a computer, with a timeout of 10 minutes.
	 * @param computerId the computer
	 * @param sessions opens a session on it
	 */
	public MiosaFiles(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions) {
		this(computerId, sessions, DEFAULT_TIMEOUT, (progress) -> {
		});
	}

	private MiosaFiles(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions, Duration timeout,
			Consumer<TransferProgress> listener) {
		this.computerId = computerId;
		this.sessions = sessions;
		this.timeout = timeout;
		this.listener = listener;
	}

	/**
	 * Return access with another timeout.
	 * @param timeout how long a method may take, 10 minutes by default
	 * @return access to the same computer
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public MiosaFiles withTimeout(Duration timeout) {
		Assert.isTrue(timeout.toMillis() > 0, "The timeout must be positive");
		return new MiosaFiles(this.computerId, this.sessions, timeout, this.listener);
	}

	/**
	 * Return access that reports the progress of transfers.
	 * @param listener called by the thread of the transfer during {@code read},
	 * {@code write}, {@code upload} and {@code download}, after each piece of content and
	 * after each file. An exception ends the transfer
	 * @return access to the same computer
	 */
	public MiosaFiles withListener(Consumer<TransferProgress> listener) {
		return new MiosaFiles(this.computerId, this.sessions, this.timeout, listener);
	}

	/**
	 * Write a file. Parent directories are created as needed. An existing file is
	 * replaced; its owner, group, mode and access control list are kept, its other
	 * attributes and hard links are not.
	 * @param path the file on the computer
	 * @param content the content
	 */
	public void write(String path, byte[] content) {
		write(path, new ByteArrayInputStream(content));
	}

	/**
	 * Write a file. Like {@link #write(String, byte[])}.
	 * @param path the file on the computer
	 * @param content the content, read to its end and not closed. An exception that it
	 * throws leaves the file unchanged
	 */
	public void write(String path, InputStream content) {
		call(FileOperations.write(path, "", content));
	}

	/**
	 * Copy a local file to the computer, with its mode if the local file system has
	 * modes. Like {@link #write(String, byte[])}.
	 * @param path the file on the computer
	 * @param source the local file
	 */
	public void write(String path, Path source) {
		call(FileOperations.write(path, mode(path, source), source));
	}

	/**
	 * Write a file. Like {@link #write(String, byte[])}.
	 * @param path the file on the computer
	 * @param content the content
	 * @return completes when the file is written
	 */
	public Mono<Void> writeMono(String path, byte[] content) {
		return mono(() -> FileOperations.write(path, "", new ByteArrayInputStream(content)));
	}

	/**
	 * Copy a local file to the computer. Like {@link #write(String, Path)}.
	 * @param path the file on the computer
	 * @param source the local file
	 * @return completes when the file is written
	 */
	public Mono<Void> writeMono(String path, Path source) {
		return mono(() -> FileOperations.write(path, mode(path, source), source));
	}

	/**
	 * Read a file into memory.
	 * @param path the file on the computer
	 * @return the content, at most {@link #MAX_MEMORY} bytes
	 */
	public byte[] read(String path) {
		return call(FileOperations.read(path, MAX_MEMORY));
	}

	/**
	 * Read a file.
	 * @param path the file on the computer
	 * @param target the stream to write the content to, which is not closed. If an
	 * exception is thrown, the written content must not be used
	 */
	public void read(String path, OutputStream target) {
		call(FileOperations.read(path, target));
	}

	/**
	 * Copy a file of the computer to a local one, with its mode if the local file system
	 * has modes. The local file, or the target of a link, is replaced once its content
	 * has arrived and was verified.
	 * @param path the file on the computer
	 * @param target the local file
	 */
	public void read(String path, Path target) {
		call(FileOperations.read(path, target));
	}

	/**
	 * Read a file into memory. Like {@link #read(String)}.
	 * @param path the file on the computer
	 * @return the content
	 */
	public Mono<byte[]> readMono(String path) {
		return mono(() -> FileOperations.read(path, MAX_MEMORY));
	}

	/**
	 * Copy a file of the computer to a local one. Like {@link #read(String, Path)}.
	 * @param path the file on the computer
	 * @param target the local file
	 * @return completes when the file is written
	 */
	public Mono<Void> readMono(String path, Path target) {
		return mono(() -> FileOperations.read(path, target));
	}

	/**
	 * Copy a local directory and all that it contains into a directory of the computer,
	 * with modes and times of modification. The directory is created as needed. Existing
	 * files are replaced, others stay, and existing directories keep their mode.
	 * <p>
	 * Nothing is replaced before everything has arrived. Then the files are replaced one
	 * by one, unless one of them has another type than the existing file.
	 * @param directory the local directory. Links in it must not lead out of it
	 * @param path the directory on the computer
	 */
	public void upload(Path directory, String path) {
		call(FileOperations.upload(directory, path));
	}

	/**
	 * Copy a local directory to the computer. Like {@link #upload(Path, String)}.
	 * @param directory the local directory
	 * @param path the directory on the computer
	 * @return completes when everything is copied
	 */
	public Mono<Void> uploadMono(Path directory, String path) {
		return mono(() -> FileOperations.upload(directory, path));
	}

	/**
	 * Copy a directory of the computer and all that it contains into a local directory.
	 * Like {@link #upload(Path, String)} in the other direction. Entries and links that
	 * lead out of the directory are rejected.
	 * @param path the directory on the computer
	 * @param directory the local directory
	 */
	public void download(String path, Path directory) {
		call(FileOperations.download(path, directory));
	}

	/**
	 * Copy a directory of the computer. Like {@link #download(String, Path)}.
	 * @param path the directory on the computer
	 * @param directory the local directory
	 * @return completes when everything is copied
	 */
	public Mono<Void> downloadMono(String path, Path directory) {
		return mono(() -> FileOperations.download(path, directory));
	}

	/**
	 * Return the files and directories in a directory, in no particular order, without
	 * those in its directories.
	 * @param path the directory on the computer
	 * @return its files, at most {@link #MAX_LIST}
	 */
	public List<FileInfo> list(String path) {
		return call(FileOperations.list(path, MAX_LIST));
	}

	/**
	 * Return the files and directories in a directory. Like {@link #list(String)}.
	 * @param path the directory on the computer
	 * @return its files
	 */
	public Mono<List<FileInfo>> listMono(String path) {
		return mono(() -> FileOperations.list(path, MAX_LIST));
	}

	/**
	 * Describe a file or directory. A symbolic link is not followed.
	 * @param path the path on the computer
	 * @return the description
	 */
	public FileInfo stat(String path) {
		return call(FileOperations.stat(path));
	}

	/**
	 * Describe a file or directory. Like {@link #stat(String)}.
	 * @param path the path on the computer
	 * @return the description
	 */
	public Mono<FileInfo> statMono(String path) {
		return mono(() -> FileOperations.stat(path));
	}

	/**
	 * Return whether a file, directory or link exists.
	 * @param path the path on the computer
	 * @return whether it exists
	 */
	public boolean exists(String path) {
		return call(FileOperations.exists(path));
	}

	/**
	 * Return whether a file, directory or link exists.
	 * @param path the path on the computer
	 * @return whether it exists
	 */
	public Mono<Boolean> existsMono(String path) {
		return mono(() -> FileOperations.exists(path));
	}

	/**
	 * Create a directory, and its parents as needed. An existing directory is not
	 * changed.
	 * @param path the path on the computer
	 */
	public void mkdir(String path) {
		call(FileOperations.mkdir(path));
	}

	/**
	 * Create a directory. Like {@link #mkdir(String)}.
	 * @param path the path on the computer
	 * @return completes when the directory exists
	 */
	public Mono<Void> mkdirMono(String path) {
		return mono(() -> FileOperations.mkdir(path));
	}

	/**
	 * Move a file, a directory or a link. Parents of the new path are created as needed.
	 * An existing file or an empty directory of the same type is replaced, atomically
	 * unless the two are on different file systems.
	 * @param from the old path on the computer
	 * @param to the new path on the computer, not the directory to move into
	 */
	public void move(String from, String to) {
		call(FileOperations.move(from, to));
	}

	/**
	 * Move a file, a directory or a link. Like {@link #move(String, String)}.
	 * @param from the old path on the computer
	 * @param to the new path on the computer
	 * @return completes when it is moved
	 */
	public Mono<Void> moveMono(String from, String to) {
		return mono(() -> FileOperations.move(from, to));
	}

	/**
	 * Delete a file, a link or an empty directory.
	 * @param path the path on the computer
	 * @return whether it existed
	 */
	public boolean delete(String path) {
		return call(FileOperations.delete(path));
	}

	/**
	 * Delete a file, a link or an empty directory.
	 * @param path the path on the computer
	 * @return whether it existed
	 */
	public Mono<Boolean> deleteMono(String path) {
		return mono(() -> FileOperations.delete(path));
	}

	private <T extends @Nullable Object> T call(FileOperation<T> operation) {
		FileSession session = open(operation);
		return new FileTask<>(operation, this.computerId, this.timeout, () -> session).await();
	}

	private <T extends @Nullable Object> Mono<T> mono(Supplier<FileOperation<T>> operations) {
		return Mono.defer(() -> {
			FileOperation<T> operation = operations.get();
			return new FileTask<>(operation, this.computerId, this.timeout, () -> open(operation)).mono();
		});
	}

	private FileSession open(FileOperation<?> operation) {
		SessionOptions options = SessionOptions.builder().pty(false).output(operation.script().output()).build();
		return new FileSession(this.sessions.apply(operation.script().command(operation.arguments()), options),
				operation, this.listener);
	}

	private String mode(String path, Path source) {
		try {
			return LocalFile.mode(source);
		}
		catch (IOException ex) {
			throw new MiosaFileException(Reason.LOCAL, "write", path, this.computerId, false, null, ex);
		}
	}

}
