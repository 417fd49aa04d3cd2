package ai.miosa.spring.session;

import org.springframework.util.Assert;

/**
 * The size of a pseudo-terminal.
 *
 * @param columns the width in characters, 1 to 65535
 * @param rows the height in characters, 1 to 65535
 */
public record TerminalSize(int columns, int rows) {

	/**
	 * The default size of a pseudo-terminal: 80 × 24.
	 */
	public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

	private static final int MAX = 65535;

	/**
	 * Create a terminal size.
	 * @throws IllegalArgumentException if the width or the height is out of range
	 */
	public TerminalSize {
		Assert.isTrue(columns >= 1 && columns <= MAX, () -> "The number of columns must be from 1 to " + MAX);
		Assert.isTrue(rows >= 1 && rows <= MAX, () -> "The number of rows must be from 1 to " + MAX);
	}

	@Override
	public String toString() {
		return this.columns + "x" + this.rows;
	}

}
