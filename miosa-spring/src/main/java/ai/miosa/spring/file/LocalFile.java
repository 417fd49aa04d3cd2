package ai.miosa.spring.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A local file that is replaced once its content has arrived completely.
 */
final class LocalFile {

	private static final int MAX_LINKS = 40;

	private LocalFile() {
	}

	/**
	 * Replace a file by a rename that keeps its owner and group, or write it in place if
	 * that is not possible. Write to a FIFO or a device directly.
	 */
	static void write(Path file, Content content) throws IOException {
		Path target = resolve(file);
		if (Files.exists(target) && !Files.isRegularFile(target)) {
			try (OutputStream output = Files.newOutputStream(target)) {
				content.writeTo(output);
			}
			return;
		}
		Path directory = Files.createDirectories(target.getParent());
		Path temporary = Files.createTempFile(directory, ".miosa-", null);
		try {
			String mode;
			try (OutputStream output = Files.newOutputStream(temporary)) {
				mode = content.writeTo(output);
			}
			replace(target, temporary, mode);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	private static void replace(Path target, Path temporary, String mode) throws IOException {
		try {
			keepOwner(target, temporary);
			FileMode.set(temporary, mode);
			Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (FileSystemException ex) {
			// Its owner cannot be set, or it is a mount point
			if (!Files.isWritable(target)) {
				throw ex;
			}
			try (OutputStream output = Files.newOutputStream(target)) {
				Files.copy(temporary, output);
			}
			FileMode.set(target, mode);
		}
	}

	private static void keepOwner(Path target, Path temporary) throws IOException {
		PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
		if (view == null || !Files.exists(target)) {
			return;
		}
		PosixFileAttributes wanted = Files.readAttributes(target, PosixFileAttributes.class);
		PosixFileAttributes given = view.readAttributes();
		if (!wanted.owner().equals(given.owner())) {
			view.setOwner(wanted.owner());
		}
		if (!wanted.group().equals(given.group())) {
			view.setGroup(wanted.group());
		}
	}

	/**
	 * Return the file that a path leads to through links, whether it exists or not.
	 */
	static Path resolve(Path path) throws IOException {
		Path resolved = path.toAbsolutePath();
		for (int i = 0; Files.isSymbolicLink(resolved); i++) {
			if (i == MAX_LINKS) {
				throw new FileSystemException(path.toString(), null, "Too many levels of symbolic links");
			}
			resolved = resolved.resolveSibling(Files.readSymbolicLink(resolved));
		}
		return resolved;
	}

	/**
	 * Writes content.
	 */
	@FunctionalInterface
	interface Content {

		/**
		 * Write the content.
		 * @return the mode in octal digits
		 */
		String writeTo(OutputStream output) throws IOException;

	}

}
