package ai.miosa.spring.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.FileInfo.Type;
import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * Reads the descriptions that {@link FileScript#STAT} and {@link FileScript#LIST} print.
 */
final class FileInfoReader {

	private static final int MAX_FIELD = 64 * 1024;

	private final InputStream input;

	FileInfoReader(InputStream input) {
		this.input = new BufferedInputStream(input);
	}

	/**
	 * Return the next description.
	 * @param path the path, or the directory to which to add the name
	 * @return the description, or {@code null} at the end
	 */
	@Nullable FileInfo next(String path, boolean inDirectory) throws IOException {
		String type = field();
		if (type == null) {
			return null;
		}
		try {
			return info(path, inDirectory, type);
		}
		catch (NumberFormatException | IndexOutOfBoundsException ex) {
			throw new TransferException(Reason.CORRUPTED, ex);
		}
	}

	private FileInfo info(String path, boolean inDirectory, String type) throws IOException {
		long size = Long.parseLong(required());
		int mode = Integer.parseInt(required(), 8);
		Instant lastModified = time(required());
		String owner = required();
		String group = required();
		String linkTarget = required();
		String name = required();
		return new FileInfo(inDirectory ? (path.endsWith("/") ? path : path + "/") + name : path, type(type), size,
				mode, lastModified, owner, group, type.equals("l") ? linkTarget : null);
	}

	private static Type type(String letter) {
		return switch (letter) {
			case "f" -> Type.FILE;
			case "d" -> Type.DIRECTORY;
			case "l" -> Type.LINK;
			default -> Type.OTHER;
		};
	}

	// Seconds, which may be negative, and a fraction that is added to them
	private static Instant time(String text) {
		int point = text.indexOf('.');
		return Instant.ofEpochSecond(Long.parseLong(text.substring(0, point)),
				Long.parseLong(text.substring(point + 1, point + 10)));
	}

	private String required() throws IOException {
		String field = field();
		if (field == null) {
			throw new TransferException(Reason.CORRUPTED, null);
		}
		return field;
	}

	private @Nullable String field() throws IOException {
		ByteArrayOutputStream field = new ByteArrayOutputStream();
		for (int next = this.input.read(); next != 0; next = this.input.read()) {
			if (next < 0 && field.size() == 0) {
				return null;
			}
			if (next < 0 || field.size() == MAX_FIELD) {
				throw new TransferException(Reason.CORRUPTED, null);
			}
			field.write(next);
		}
		return decode(field.toByteArray());
	}

	/**
	 * Decode a name.
	 * @throws TransferException if it is not UTF-8
	 */
	static String decode(byte[] name) throws TransferException {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new TransferException(Reason.INVALID_NAME, ex);
		}
	}

}
