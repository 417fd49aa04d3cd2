package ai.miosa.spring.session.output;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * The captures of both streams.
 */
final class Captures {

	private final OutputCapture stdout = new OutputCapture();

	private final OutputCapture stderr = new OutputCapture();

	OutputCapture of(SessionStream stream) {
		return (stream == SessionStream.STDOUT) ? this.stdout : this.stderr;
	}

	void add(SessionOutput output) {
		of(output.stream()).add(output.data());
	}

	CapturedOutput snapshot(SessionStream stream) {
		return of(stream).snapshot();
	}

}
