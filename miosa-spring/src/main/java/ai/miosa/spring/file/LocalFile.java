package ai.miosa.spring.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Local files: their permissions, and their replacement once the content has arrived
 * completely.
 */
final class LocalFile {

	private static final int MAX_LINKS = 40;

	private static final PosixFilePermission[] FROM_HIGHEST_BIT = PosixFilePermission.values();

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
			setMode(temporary, mode);
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
			setMode(target, mode);
		}
	}

	private static void keepOwner(Path target, Path temporary) throws IOException {
		PosixFileAttributeView view = view(temporary);
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
	 * Return the permissions in octal digits, as accepted by {@code chmod}, or an empty
	 * text if the file system has none.
	 */
	static String mode(Path file) throws IOException {
		PosixFileAttributeView view = view(file);
		if (view == null) {
			return "";
		}
		Set<PosixFilePermission> permissions = view.readAttributes().permissions();
		int mode = 0;
		for (PosixFilePermission permission : FROM_HIGHEST_BIT) {
			mode = (mode << 1) | (permissions.contains(permission) ? 1 : 0);
		}
		return Integer.toOctalString(mode);
	}

	/**
	 * Set the permissions, if the file system has modes.
	 */
	static void setMode(Path file, String octal) throws IOException {
		PosixFileAttributeView view = view(file);
		if (view == null) {
			return;
		}
		int mode = Integer.parseInt(octal, 8);
		Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
		for (int i = 0; i < FROM_HIGHEST_BIT.length; i++) {
			if ((mode & (1 << (FROM_HIGHEST_BIT.length - 1 - i))) != 0) {
				permissions.add(FROM_HIGHEST_BIT[i]);
			}
		}
		view.setPermissions(permissions);
	}

	private static @Nullable PosixFileAttributeView view(Path file) {
		return Files.getFileAttributeView(file, PosixFileAttributeView.class);
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
