package ai.miosa.spring.session;

/**
 * A line of a session's output.
 *
 * @param stream the stream it belongs to
 * @param text the line without its end, possibly empty
 * @param partial whether the line continues in the next one, because it exceeds
 * {@link LineOptions#maxBytes()}
 */
public record SessionLine(SessionStream stream, String text, boolean partial) {

	@Override
	public String toString() {
		return "SessionLine[" + this.stream + ", " + this.text.length() + " characters]";
	}

}
