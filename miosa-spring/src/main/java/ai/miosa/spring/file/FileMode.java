package ai.miosa.spring.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The permissions of a local file in octal digits, as accepted by {@code chmod}.
 */
final class FileMode {

	private static final PosixFilePermission[] FROM_HIGHEST_BIT = PosixFilePermission.values();

	private FileMode() {
	}

	/**
	 * Return the mode, or an empty text if the file system has none.
	 */
	static String of(Path file) throws IOException {
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
	 * Set the permissions of the mode, if the file system has modes.
	 */
	static void set(Path file, String octal) throws IOException {
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

}
