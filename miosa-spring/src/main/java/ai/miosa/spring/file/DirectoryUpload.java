package ai.miosa.spring.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.FileInfo.Type;
import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * Sends a local directory as an archive.
 */
final class DirectoryUpload extends SimpleFileVisitor<Path> {

	private static final int PIECE = 64 * 1024;

	// The modes of files and directories from a file system without modes
	private static final int FILE_MODE = 0644;

	private static final int DIRECTORY_MODE = 0755;

	private final Path root;

	private final FileSession session;

	private final OutputStream output;

	private final TarWriter archive;

	private DirectoryUpload(Path root, FileSession session, OutputStream output) {
		this.root = root;
		this.session = session;
		this.output = output;
		this.archive = new TarWriter(output);
	}

	static void send(Path directory, FileSession session, ContentSender sender) throws IOException {
		if (!Files.isDirectory(directory)) {
			throw new NotDirectoryException(directory.toString());
		}
		OutputStream output = new BufferedOutputStream(sender, PIECE);
		DirectoryUpload upload = new DirectoryUpload(directory.toRealPath(), session, output);
		Files.walkFileTree(upload.root, upload);
		upload.archive.finish();
		output.flush();
	}

	@Override
	public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
		this.archive.header(entry(directory, Type.DIRECTORY, attributes, DIRECTORY_MODE, null));
		return FileVisitResult.CONTINUE;
	}

	@Override
	public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
		if (attributes.isRegularFile()) {
			content(file, entry(file, Type.FILE, attributes, FILE_MODE, null));
		}
		else if (attributes.isSymbolicLink()) {
			link(file, entry(file, Type.LINK, attributes, FILE_MODE, Files.readSymbolicLink(file).toString()));
		}
		else {
			throw new TransferException(Reason.NOT_A_FILE, new FileSystemException(file.toString()));
		}
		return FileVisitResult.CONTINUE;
	}

	private void link(Path file, TarEntry entry) throws IOException {
		if (!entry.isLinkInside()) {
			throw new TransferException(Reason.OUTSIDE, new FileSystemException(file.toString(), entry.linkTarget(),
					"The link leads out of the directory"));
		}
		this.archive.header(entry);
		this.session.progress(entry.path(), 1, 0);
	}

	private void content(Path file, TarEntry entry) throws IOException {
		this.archive.header(entry);
		byte[] piece = new byte[PIECE];
		try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			for (long rest = entry.size(); rest > 0;) {
				int count = content.read(piece, 0, (int) Math.min(piece.length, rest));
				if (count < 0) {
					throw new FileSystemException(file.toString(), null, "The file was truncated while it was read");
				}
				this.output.write(piece, 0, count);
				this.session.progress(entry.path(), 0, count);
				rest -= count;
			}
		}
		this.archive.endContent(entry);
		this.session.progress(entry.path(), 1, 0);
	}

	private TarEntry entry(Path file, Type type, BasicFileAttributes attributes, int defaultMode,
			@Nullable String linkTarget) throws IOException {
		Path relative = this.root.relativize(file);
		String path = StreamSupport.stream(relative.spliterator(), false)
			.map(Path::toString)
			.collect(Collectors.joining("/"));
		verifyName(relative, relative.toString());
		String mode = (type == Type.LINK) ? "" : LocalFile.mode(file);
		return new TarEntry(path, type, mode.isEmpty() ? defaultMode : Integer.parseInt(mode, 8),
				(type == Type.FILE) ? attributes.size() : 0, attributes.lastModifiedTime().to(TimeUnit.SECONDS),
				linkTarget);
	}

	// A name that the JVM cannot decode would be sent with other characters
	private static void verifyName(Path path, String text) throws TransferException {
		try {
			if (path.getFileSystem().getPath(text).equals(path)) {
				return;
			}
			throw new TransferException(Reason.INVALID_NAME, new FileSystemException(text));
		}
		catch (InvalidPathException ex) {
			throw new TransferException(Reason.INVALID_NAME, ex);
		}
	}

}
