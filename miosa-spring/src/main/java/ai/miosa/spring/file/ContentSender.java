package ai.miosa.spring.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import ai.miosa.spring.text.Sha256;

/**
 * Sends content to a script that verifies it. {@link #complete()} sends the SHA-256 and
 * the nonce, which mark the end of this transfer.
 */
final class ContentSender extends OutputStream {

	private final FileSession session;

	private final String nonce;

	private final MessageDigest digest = Sha256.newDigest();

	ContentSender(FileSession session, String nonce) {
		this.session = session;
		this.nonce = nonce;
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.digest.update(bytes, offset, length);
		this.session.send(bytes, offset, length);
	}

	void complete() throws IOException {
		byte[] end = (Sha256.hex(this.digest) + this.nonce).getBytes(StandardCharsets.US_ASCII);
		this.session.send(end, 0, end.length);
		this.session.endInput();
		this.session.finish();
	}

}
