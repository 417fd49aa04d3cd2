package ai.miosa.spring.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256, also in hexadecimal digits.
 */
public final class Sha256 {

	private Sha256() {
	}

	/**
	 * Return a new digest.
	 * @return the digest
	 */
	public static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Complete a digest.
	 * @param digest the digest
	 * @return its hexadecimal digits
	 */
	public static String hex(MessageDigest digest) {
		return HexFormat.of().formatHex(digest.digest());
	}

	/**
	 * Return the digest of a text in UTF-8.
	 * @param text the text
	 * @return its hexadecimal digits
	 */
	public static String hex(String text) {
		MessageDigest digest = newDigest();
		digest.update(text.getBytes(StandardCharsets.UTF_8));
		return hex(digest);
	}

}
