package ai.miosa.spring.file;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Description of a file or directory on a computer. Symbolic links are not followed.
 *
 * @param path the path
 * @param type the type
 * @param size the size in bytes; for a directory or a device, as reported by the file
 * system
 * @param mode the permissions with the set-user-ID, set-group-ID and sticky bits, such as
 * {@code 0755}
 * @param lastModified the time of the last modification
 * @param owner the name of the owner, or the number if it has no name
 * @param group the name of the group, or the number if it has no name
 * @param linkTarget the content of a symbolic link, or {@code null} for other types
 */
public record FileInfo(String path, Type type, long size, int mode, Instant lastModified, String owner, String group,
		@Nullable String linkTarget) {

	/**
	 * Return the last part of the path.
	 * @return the name
	 */
	public String name() {
		return this.path.substring(this.path.lastIndexOf('/') + 1);
	}

	/**
	 * Return whether this is a regular file.
	 * @return whether the type is {@link Type#FILE}
	 */
	public boolean isFile() {
		return this.type == Type.FILE;
	}

	/**
	 * Return whether this is a directory.
	 * @return whether the type is {@link Type#DIRECTORY}
	 */
	public boolean isDirectory() {
		return this.type == Type.DIRECTORY;
	}

	/**
	 * The type of a file.
	 */
	public enum Type {

		/**
		 * A regular file.
		 */
		FILE,

		/**
		 * A directory.
		 */
		DIRECTORY,

		/**
		 * A symbolic link.
		 */
		LINK,

		/**
		 * Anything else, such as a device, a FIFO or a socket.
		 */
		OTHER

	}

}
