package ai.miosa.spring.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

import ai.miosa.spring.file.FileInfo.Type;
import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * Receives a directory as an archive. It is extracted into a new directory beside the
 * target and moved once everything has arrived.
 */
final class DirectoryDownload {

	private static final int PIECE = 64 * 1024;

	private final Path target;

	private final Path staging;

	private final FileSession session;

	private final List<TarEntry> directories = new ArrayList<>();

	private DirectoryDownload(Path target, Path staging, FileSession session) {
		this.target = target;
		this.staging = staging;
		this.session = session;
	}

	static void receive(Path directory, FileSession session) throws IOException {
		Path target = LocalFile.resolve(directory);
		if (Files.exists(target) && !Files.isDirectory(target)) {
			throw new NotDirectoryException(target.toString());
		}
		Path parent = Files.createDirectories((target.getParent() != null) ? target.getParent() : target);
		Path staging = Files.createTempDirectory(parent, ".miosa-").toRealPath();
		try {
			DirectoryDownload download = new DirectoryDownload(target, staging, session);
			download.extract(new TarReader(session.output()));
			session.finish();
			download.install();
		}
		finally {
			FileSystemUtils.deleteRecursively(staging);
		}
	}

	private void extract(TarReader archive) throws IOException {
		for (TarEntry entry = archive.next(); entry != null; entry = archive.next()) {
			Path file = resolve(entry);
			switch (entry.type()) {
				case DIRECTORY -> directory(entry, file);
				case FILE -> file(entry, file, archive);
				case LINK -> link(entry, file);
				case OTHER -> throw new TransferException(Reason.NOT_A_FILE, new FileSystemException(entry.path()));
			}
		}
	}

	private void directory(TarEntry entry, Path file) throws IOException {
		if (!file.equals(this.staging)) {
			Files.createDirectory(file);
		}
		this.directories.add(entry);
	}

	private void file(TarEntry entry, Path file, TarReader archive) throws IOException {
		Files.createFile(file);
		byte[] piece = new byte[PIECE];
		try (OutputStream output = Files.newOutputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			for (int count = archive.read(piece); count >= 0; count = archive.read(piece)) {
				output.write(piece, 0, count);
				this.session.progress(entry.path(), 0, count);
			}
		}
		setAttributes(file, entry);
		this.session.progress(entry.path(), 1, 0);
	}

	private void link(TarEntry entry, Path file) throws IOException {
		if (!entry.isLinkInside()) {
			throw outside(entry);
		}
		Files.createSymbolicLink(file, path(entry.linkTarget()));
		this.session.progress(entry.path(), 1, 0);
	}

	/**
	 * Return the path of an entry, after checking that it stays in the directory and
	 * leads through no link.
	 */
	private Path resolve(TarEntry entry) throws IOException {
		Path file = this.staging;
		if (entry.path().isEmpty() || entry.path().equals(".")) {
			return file;
		}
		for (String name : entry.path().split("/", -1)) {
			Path part = path(name);
			if (name.isEmpty() || name.equals(".") || name.equals("..") || part.getNameCount() != 1
					|| part.isAbsolute()) {
				throw outside(entry);
			}
			if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
				throw outside(entry);
			}
			file = file.resolve(part);
		}
		return file;
	}

	private Path path(@Nullable String text) throws TransferException {
		try {
			return this.staging.getFileSystem().getPath((text != null) ? text : "");
		}
		catch (InvalidPathException ex) {
			throw new TransferException(Reason.INVALID_NAME, ex);
		}
	}

	private static TransferException outside(TarEntry entry) {
		return new TransferException(Reason.OUTSIDE,
				new FileSystemException(entry.path(), entry.linkTarget(), "It leads out of the directory"));
	}

	private void install() throws IOException {
		if (!Files.exists(this.target)) {
			Files.move(this.staging, this.target, StandardCopyOption.ATOMIC_MOVE);
		}
		else {
			List<TarEntry> existing = this.directories.stream()
				.filter((entry) -> Files.isDirectory(this.target.resolve(entry.path())))
				.toList();
			merge();
			this.directories.removeAll(existing);
		}
		// Innermost first, because a directory may become read-only
		for (int i = this.directories.size() - 1; i >= 0; i--) {
			TarEntry entry = this.directories.get(i);
			setAttributes(this.target.resolve(entry.path()), entry);
		}
	}

	private void merge() throws IOException {
		List<Path> files;
		try (Stream<Path> walk = Files.walk(this.staging)) {
			files = walk.toList();
		}
		for (Path file : files) {
			Path place = place(file);
			if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !file.equals(this.staging)
					&& type(file) != type(place)) {
				throw new FileAlreadyExistsException(place.toString(), null, "It is a file of another type");
			}
		}
		for (Path file : files) {
			Path place = place(file);
			if (type(file) != Type.DIRECTORY) {
				Files.move(file, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			}
			else if (!Files.isDirectory(place)) {
				Files.createDirectory(place);
			}
		}
	}

	private Path place(Path file) {
		return this.target.resolve(this.staging.relativize(file));
	}

	private static Type type(Path file) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		return attributes.isRegularFile() ? Type.FILE
				: attributes.isDirectory() ? Type.DIRECTORY : attributes.isSymbolicLink() ? Type.LINK : Type.OTHER;
	}

	private static void setAttributes(Path file, TarEntry entry) throws IOException {
		Files.setLastModifiedTime(file, FileTime.from(entry.lastModified(), TimeUnit.SECONDS));
		LocalFile.setMode(file, Integer.toOctalString(entry.mode()));
	}

}
