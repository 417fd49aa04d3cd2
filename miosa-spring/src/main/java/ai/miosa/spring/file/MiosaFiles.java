package ai.miosa.spring.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.BiFunction;

import org.springframework.util.Assert;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Files on a computer: <pre class="code">
 * MiosaFiles files = miosa.computer("cmp_123").files();
 * files.write("/srv/app/config.yml", "port: 8080\n".getBytes(UTF_8));
 * files.read("/srv/app/report.pdf", Path.of("report.pdf"));
 * </pre>
 * <p>
 * Content goes by a session, in pieces, whatever its size, and its SHA-256 is checked on
 * arrival. A file is written under a temporary name and then renamed: readers see the old
 * content or the new one, never a part. A path is absolute or starts at the directory in
 * which sessions run.
 * <p>
 * Each method blocks until it is done, no longer than the timeout, and raises
 * {@link MiosaFileException} if the file cannot be read or changed, or another
 * {@link ai.miosa.spring.MiosaException} if the call fails. Needs the {@code exec-v1}
 * protocol, and bash and GNU coreutils on the computer. Safe for use by many threads.
 */
public final class MiosaFiles {

	/**
	 * The largest file that is read into memory: 64 MiB.
	 */
	public static final int MAX_MEMORY = 64 * 1024 * 1024;

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

	private final FileTransfer transfer;

	/**
	 * Create access to the files of a computer, with a timeout of 10 minutes.
	 * @param computerId the computer
	 * @param sessions what opens a session on it
	 */
	public MiosaFiles(String computerId, BiFunction<String, SessionOptions, MiosaSession> sessions) {
		this(new FileTransfer(computerId, sessions, DEFAULT_TIMEOUT));
	}

	private MiosaFiles(FileTransfer transfer) {
		this.transfer = transfer;
	}

	/**
	 * Return access with another timeout.
	 * @param timeout how long a method may take, 10 minutes by default
	 * @return access to the same computer
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public MiosaFiles withTimeout(Duration timeout) {
		Assert.isTrue(timeout.toMillis() > 0, "The timeout must be positive");
		return new MiosaFiles(this.transfer.withTimeout(timeout));
	}

	/**
	 * Write a file. Directories are made as needed; a file that is there is replaced and
	 * its mode kept.
	 * @param path the file on the computer
	 * @param content the content
	 */
	public void write(String path, byte[] content) {
		write(path, new ByteArrayInputStream(content));
	}

	/**
	 * Write a file. As {@link #write(String, byte[])}.
	 * @param path the file on the computer
	 * @param content the content, read to its end and not closed. An exception that it
	 * throws leaves the file as it was
	 */
	public void write(String path, InputStream content) {
		try {
			this.transfer.write(path, content, "");
		}
		catch (IOException ex) {
			throw this.transfer.localFailure("write", ex);
		}
	}

	/**
	 * Copy a local file to the computer, with its mode where the local file system has
	 * one.
	 * @param path the file on the computer
	 * @param source the local file
	 */
	public void write(String path, Path source) {
		try (InputStream content = Files.newInputStream(source)) {
			this.transfer.write(path, content, FileMode.of(source));
		}
		catch (IOException ex) {
			throw this.transfer.localFailure("write", ex);
		}
	}

	/**
	 * Read a file into memory.
	 * @param path the file on the computer
	 * @return the content, at most {@link #MAX_MEMORY} bytes
	 */
	public byte[] read(String path) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		read(path, content, MAX_MEMORY);
		return content.toByteArray();
	}

	/**
	 * Read a file.
	 * @param path the file on the computer
	 * @param target where to write the content, which is not closed. If an exception is
	 * raised, what was written is not to be used
	 */
	public void read(String path, OutputStream target) {
		read(path, target, Long.MAX_VALUE);
	}

	/**
	 * Copy a file of the computer to a local one, with its mode where the local file
	 * system has one. The local file is replaced once all has arrived and was checked.
	 * @param path the file on the computer
	 * @param target the local file
	 */
	public void read(String path, Path target) {
		Path absolute = target.toAbsolutePath();
		try {
			Path temporary = Files.createTempFile(absolute.getParent(), ".miosa-", null);
			try {
				String mode;
				try (OutputStream content = Files.newOutputStream(temporary)) {
					mode = this.transfer.read(path, content, Long.MAX_VALUE);
				}
				FileMode.set(temporary, mode);
				Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				Files.deleteIfExists(temporary);
			}
		}
		catch (IOException ex) {
			throw this.transfer.localFailure("read", ex);
		}
	}

	/**
	 * Return whether there is such a file or directory.
	 * @param path the path on the computer
	 * @return whether it exists
	 */
	public boolean exists(String path) {
		return this.transfer.run(FileScript.EXISTS, path);
	}

	/**
	 * Delete a file or an empty directory.
	 * @param path the path on the computer
	 * @return whether there was one
	 */
	public boolean delete(String path) {
		return this.transfer.run(FileScript.DELETE, path);
	}

	private void read(String path, OutputStream target, long limit) {
		try {
			this.transfer.read(path, target, limit);
		}
		catch (IOException ex) {
			throw this.transfer.localFailure("read", ex);
		}
	}

}
