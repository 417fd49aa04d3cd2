package ai.miosa.spring.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import ai.miosa.spring.file.FileInfo.Type;

/**
 * Writes an archive in the format of POSIX, which GNU tar reads. The content of a file is
 * written by the caller, before {@link #endContent(TarEntry)}.
 */
final class TarWriter {

	private static final int PERMISSIONS = 07777;

	private final OutputStream output;

	TarWriter(OutputStream output) {
		this.output = output;
	}

	void header(TarEntry entry) throws IOException {
		byte[] path = bytes("./" + entry.path() + ((entry.type() == Type.DIRECTORY) ? "/" : ""));
		byte[] link = bytes((entry.linkTarget() != null) ? entry.linkTarget() : "");
		StringBuilder records = new StringBuilder();
		if (path.length > TarEntry.MAX_NAME) {
			record(records, "path", new String(path, StandardCharsets.UTF_8));
		}
		if (link.length > TarEntry.MAX_NAME) {
			record(records, "linkpath", new String(link, StandardCharsets.UTF_8));
		}
		if (entry.size() > TarEntry.MAX_OCTAL) {
			record(records, "size", Long.toString(entry.size()));
		}
		if (!records.isEmpty()) {
			byte[] content = bytes(records.toString());
			block(bytes("pax"), bytes(""), 'x', 0644, content.length, 0);
			this.output.write(content);
			pad(content.length);
		}
		char type = switch (entry.type()) {
			case DIRECTORY -> '5';
			case LINK -> '2';
			default -> '0';
		};
		block(path, link, type, entry.mode() & PERMISSIONS, entry.size(), entry.lastModified());
	}

	void endContent(TarEntry entry) throws IOException {
		pad(entry.size());
	}

	void finish() throws IOException {
		this.output.write(new byte[2 * TarEntry.BLOCK]);
	}

	private void block(byte[] path, byte[] link, char type, int mode, long size, long lastModified) throws IOException {
		byte[] block = new byte[TarEntry.BLOCK];
		System.arraycopy(path, 0, block, 0, Math.min(path.length, TarEntry.MAX_NAME));
		octal(block, 100, 8, mode);
		octal(block, 108, 8, 0);
		octal(block, 116, 8, 0);
		octal(block, 124, 12, Math.min(size, TarEntry.MAX_OCTAL));
		octal(block, 136, 12, Math.max(0, Math.min(lastModified, TarEntry.MAX_OCTAL)));
		block[156] = (byte) type;
		System.arraycopy(link, 0, block, 157, Math.min(link.length, TarEntry.MAX_NAME));
		System.arraycopy(bytes("ustar\00000"), 0, block, 257, 8);
		// The checksum is computed with blanks in its place
		Arrays.fill(block, 148, 156, (byte) ' ');
		int sum = 0;
		for (byte value : block) {
			sum += Byte.toUnsignedInt(value);
		}
		octal(block, 148, 7, sum);
		this.output.write(block);
	}

	private static void octal(byte[] block, int offset, int length, long value) {
		byte[] digits = bytes(("%0" + (length - 1) + "o").formatted(value));
		System.arraycopy(digits, 0, block, offset, digits.length);
		block[offset + length - 1] = 0;
	}

	// A record starts with its own length, digits included
	private static void record(StringBuilder records, String key, String value) {
		int rest = bytes(" " + key + "=" + value + "\n").length;
		int length = rest + Integer.toString(rest).length();
		length = rest + Integer.toString(length).length();
		records.append(length).append(' ').append(key).append('=').append(value).append('\n');
	}

	private void pad(long size) throws IOException {
		this.output.write(new byte[TarEntry.padding(size)]);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
