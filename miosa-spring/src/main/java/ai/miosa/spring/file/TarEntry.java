package ai.miosa.spring.file;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.FileInfo.Type;

/**
 * Header of a file in an archive.
 *
 * @param path the path, relative to the directory in the archive, or an empty text for
 * the directory itself
 * @param type the type
 * @param mode the permissions
 * @param size the number of bytes of content that follow, 0 unless it is a file
 * @param lastModified the time of the last modification in seconds
 * @param linkTarget the content of a link
 */
record TarEntry(String path, Type type, int mode, long size, long lastModified, @Nullable String linkTarget) {

	static final int BLOCK = 512;

	static final int MAX_NAME = 100;

	/**
	 * The largest number of 11 octal digits.
	 */
	static final long MAX_OCTAL = (1L << 33) - 1;

	/**
	 * Return whether a link leads to a file inside the directory. Only leading {@code ..}
	 * are accepted, because the text does not show where they lead after another link.
	 */
	boolean isLinkInside() {
		if (this.linkTarget == null || this.linkTarget.startsWith("/")) {
			return false;
		}
		long depth = this.path.chars().filter((character) -> character == '/').count();
		boolean leading = true;
		for (String name : this.linkTarget.split("/")) {
			if (name.equals("..") && (!leading || --depth < 0)) {
				return false;
			}
			leading &= name.equals("..") || name.equals(".") || name.isEmpty();
		}
		return true;
	}

	/**
	 * Return how many bytes fill the last block of content.
	 */
	static int padding(long size) {
		return (int) (-size & (BLOCK - 1));
	}

}
