package ai.miosa.spring.job;

import ai.miosa.spring.session.SessionStream;

/**
 * A line of a job's output.
 *
 * @param stream the stream it belongs to
 * @param text the line without its end, possibly empty
 * @param partial whether the line continues in the next one, because it exceeds
 * {@link ai.miosa.spring.session.LineOptions#maxBytes()}
 * @param position the position after the line, to follow the lines from there
 */
public record JobLine(SessionStream stream, String text, boolean partial, JobPosition position) {

	@Override
	public String toString() {
		return "JobLine[" + this.stream + ", " + this.text.length() + " characters]";
	}

}
