package ai.miosa.spring.file;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import reactor.core.publisher.Mono;

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
public final class MiosaFiles extends FileEntries {

	/**
	 * Create access to the files of a computer, with a timeout of 10 minutes.
	 * @param computerId the computer
	 * @param sessions opens a session on it
	 */
	public MiosaFiles(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions) {
		this(computerId, sessions, Duration.ofMinutes(10), (progress) -> {
		});
	}

	private MiosaFiles(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions, Duration timeout,
			Consumer<TransferProgress> listener) {
		super(computerId, sessions, timeout, listener);
	}

	/**
	 * Return access with another timeout.
	 * @param timeout how long a method may take, 10 minutes by default
	 * @return access to the same computer
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public MiosaFiles withTimeout(Duration timeout) {
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
	 * @return the content, at most 64 MiB
	 */
	public byte[] read(String path) {
		return call(FileOperations.read(path));
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
		return mono(() -> FileOperations.read(path));
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

}
