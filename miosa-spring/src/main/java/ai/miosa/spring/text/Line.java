package ai.miosa.spring.text;

/**
 * A line, or a part of one.
 *
 * @param text the text without the line end
 * @param partial whether the line continues in the next one, because it exceeds the limit
 * @param size the number of bytes that it took, the line end included
 */
public record Line(String text, boolean partial, int size) {

	@Override
	public String toString() {
		return "Line[" + this.size + " bytes, partial=" + this.partial + "]";
	}

}
