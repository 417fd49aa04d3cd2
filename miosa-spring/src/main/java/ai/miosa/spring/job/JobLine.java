package ai.miosa.spring.job;

import ai.miosa.spring.session.SessionStream;

/**
 * A line of a job's output.
 *
 * @param stream the stream it belongs to
 * @param text the line without its end, possibly empty. A line above 1 MiB comes in
 * pieces
 */
public record JobLine(SessionStream stream, String text) {

	@Override
	public String toString() {
		return "JobLine[" + this.stream + ", " + this.text.length() + " characters]";
	}

}
