package ai.miosa.spring.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.FileInfo.Type;
import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * Reads an archive in the format of POSIX. It is an {@link InputStream} of the content of
 * one entry at a time. An incomplete or damaged archive causes a
 * {@link TransferException}.
 */
final class TarReader extends InputStream {

	private static final int MAX_RECORDS = 1024 * 1024;

	private final InputStream input;

	private long remaining;

	private int padding;

	TarReader(InputStream input) {
		this.input = input;
	}

	/**
	 * Return the next entry, and skip unread content of the previous one.
	 * @return the entry, or {@code null} at the end of the archive, when all input was
	 * read
	 */
	@Nullable TarEntry next() throws IOException {
		Map<String, String> records = Map.of();
		while (true) {
			byte[] block = nextBlock();
			if (isEmpty(block)) {
				this.input.skip(Long.MAX_VALUE);
				return null;
			}
			verify(block);
			switch (block[156]) {
				case 'x' -> {
					records = records(block);
				}
				case 'g' -> records(block);
				default -> {
					return entry(block, records);
				}
			}
		}
	}

	private TarEntry entry(byte[] block, Map<String, String> records) throws IOException {
		Type type = switch (block[156]) {
			case '0', 0 -> Type.FILE;
			case '5' -> Type.DIRECTORY;
			case '2' -> Type.LINK;
			default -> Type.OTHER;
		};
		long size = records.containsKey("size") ? number(records.get("size"), 10) : octal(block, 124, 12);
		content((type == Type.FILE) ? size : 0);
		String path = records.containsKey("path") ? records.get("path") : name(block);
		String link = records.containsKey("linkpath") ? records.get("linkpath") : text(block, 157, TarEntry.MAX_NAME);
		return new TarEntry(relative(path), type, (int) octal(block, 100, 8), this.remaining, octal(block, 136, 12),
				(type == Type.LINK) ? link : null);
	}

	private static String relative(String path) {
		String stripped = path.startsWith("./") ? path.substring(2) : path;
		return stripped.endsWith("/") ? stripped.substring(0, stripped.length() - 1) : stripped;
	}

	private static String name(byte[] block) throws IOException {
		String name = text(block, 0, TarEntry.MAX_NAME);
		String prefix = text(block, 345, 155);
		return prefix.isEmpty() ? name : prefix + "/" + name;
	}

	private Map<String, String> records(byte[] block) throws IOException {
		long size = octal(block, 124, 12);
		if (size > MAX_RECORDS) {
			throw damaged();
		}
		content(size);
		byte[] content = readAllBytes();
		Map<String, String> records = new HashMap<>();
		for (int start = 0; start < content.length;) {
			int blank = indexOf(content, ' ', start);
			int end = start + (int) number(new String(content, start, blank - start, StandardCharsets.US_ASCII), 10);
			int equals = indexOf(content, '=', blank);
			if (end <= equals || end > content.length) {
				throw damaged();
			}
			records.put(text(content, blank + 1, equals - blank - 1), text(content, equals + 1, end - equals - 2));
			start = end;
		}
		return records;
	}

	private static int indexOf(byte[] content, char character, int from) throws TransferException {
		for (int i = from; i < content.length; i++) {
			if (content[i] == character) {
				return i;
			}
		}
		throw damaged();
	}

	private void content(long size) {
		this.remaining = size;
		this.padding = TarEntry.padding(size);
	}

	private byte[] nextBlock() throws IOException {
		transferTo(OutputStream.nullOutputStream());
		readFully(this.padding);
		this.padding = 0;
		return readFully(TarEntry.BLOCK);
	}

	private byte[] readFully(int length) throws IOException {
		byte[] bytes = this.input.readNBytes(length);
		if (bytes.length < length) {
			throw damaged();
		}
		return bytes;
	}

	private static boolean isEmpty(byte[] block) {
		for (byte value : block) {
			if (value != 0) {
				return false;
			}
		}
		return true;
	}

	private static void verify(byte[] block) throws IOException {
		int sum = 0;
		for (int i = 0; i < block.length; i++) {
			sum += (i >= 148 && i < 156) ? ' ' : Byte.toUnsignedInt(block[i]);
		}
		if (sum != octal(block, 148, 8)) {
			throw damaged();
		}
	}

	private static long octal(byte[] block, int offset, int length) throws IOException {
		String digits = new String(block, offset, length, StandardCharsets.US_ASCII);
		return number(digits.replace('\0', ' ').strip(), 8);
	}

	private static long number(String digits, int radix) throws IOException {
		try {
			long number = Long.parseLong(digits, radix);
			if (number >= 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Also damaged
		}
		throw damaged();
	}

	private static String text(byte[] block, int offset, int length) throws IOException {
		int end = offset;
		while (end < offset + length && block[end] != 0) {
			end++;
		}
		return FileInfoReader.decode(Arrays.copyOfRange(block, offset, end));
	}

	private static TransferException damaged() {
		return new TransferException(Reason.CORRUPTED, null);
	}

	@Override
	public int read() throws IOException {
		byte[] next = new byte[1];
		return (read(next, 0, 1) > 0) ? Byte.toUnsignedInt(next[0]) : -1;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		if (this.remaining == 0) {
			return -1;
		}
		int count = this.input.read(buffer, offset, (int) Math.min(length, this.remaining));
		if (count < 0) {
			throw damaged();
		}
		this.remaining -= count;
		return count;
	}

}
