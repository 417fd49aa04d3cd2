package ai.miosa.spring.file;

import java.io.IOException;
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
 * The operations of {@link MiosaFiles} on the entries of directories. Each operation runs
 * in its own session.
 */
abstract class FileEntries {

	final String computerId;

	final BiFunction<String, SessionOptions, MiosaSession> sessions;

	final Duration timeout;

	final Consumer<TransferProgress> listener;

	FileEntries(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions, Duration timeout,
			Consumer<TransferProgress> listener) {
		Assert.isTrue(timeout.toMillis() > 0, "The timeout must be positive");
		this.computerId = computerId;
		this.sessions = sessions;
		this.timeout = timeout;
		this.listener = listener;
	}

	/**
	 * Return the files and directories in a directory, in no particular order, without
	 * those in its directories.
	 * @param path the directory on the computer
	 * @return its files, at most 100,000
	 */
	public List<FileInfo> list(String path) {
		return call(FileOperations.list(path));
	}

	/**
	 * Return the files and directories in a directory. Like {@link #list(String)}.
	 * @param path the directory on the computer
	 * @return its files
	 */
	public Mono<List<FileInfo>> listMono(String path) {
		return mono(() -> FileOperations.list(path));
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

	final <T extends @Nullable Object> T call(FileOperation<T> operation) {
		FileSession session = open(operation);
		return new FileTask<>(operation, this.computerId, this.timeout, () -> session).await();
	}

	final <T extends @Nullable Object> Mono<T> mono(Supplier<FileOperation<T>> operations) {
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

	/**
	 * Return the mode of a local file that is written to a path.
	 */
	final String mode(String path, Path source) {
		try {
			return LocalFile.mode(source);
		}
		catch (IOException ex) {
			throw new MiosaFileException(Reason.LOCAL, "write", path, this.computerId, false, null, ex);
		}
	}

}
