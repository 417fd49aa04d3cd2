package ai.miosa.spring.session;

import org.springframework.util.Assert;

/**
 * Options for splitting output into lines.
 *
 * @param maxBytes the longest line in bytes, 1 to 16,777,216. Longer lines are delivered
 * in parts, which are marked as partial and never end within a character
 * @param carriageReturns whether a single {@code \r} also ends a line, so that each state
 * of a progress bar is a line
 */
public record LineOptions(int maxBytes, boolean carriageReturns) {

	/**
	 * Lines of up to 1 MiB, which end with {@code \n} or {@code \r\n}.
	 */
	public static final LineOptions DEFAULT = new LineOptions(1024 * 1024, false);

	private static final int MAX = 16 * 1024 * 1024;

	/**
	 * Create options.
	 * @throws IllegalArgumentException if the limit is out of range
	 */
	public LineOptions {
		Assert.isTrue(maxBytes >= 1 && maxBytes <= MAX, () -> "The longest line must have 1 to " + MAX + " bytes");
	}

	/**
	 * Return options with another limit.
	 * @param maxBytes the longest line in bytes, 1 to 16,777,216
	 * @return the changed options
	 * @throws IllegalArgumentException if the limit is out of range
	 */
	public LineOptions withMaxBytes(int maxBytes) {
		return new LineOptions(maxBytes, this.carriageReturns);
	}

	/**
	 * Return options with which a single carriage return also ends a line.
	 * @return the changed options
	 */
	public LineOptions withCarriageReturns() {
		return new LineOptions(this.maxBytes, true);
	}

}
