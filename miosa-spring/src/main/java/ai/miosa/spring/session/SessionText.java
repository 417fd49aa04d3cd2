package ai.miosa.spring.session;

/**
 * A piece of a command's output as text.
 *
 * @param stream the stream it belongs to
 * @param text the text, never empty, which does not end within a character
 */
public record SessionText(SessionStream stream, String text) {

	@Override
	public String toString() {
		return "SessionText[" + this.stream + ", " + this.text.length() + " characters]";
	}

}
