package ai.miosa.spring.session.output;

import java.io.InputStream;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Reads output through an {@link InputStream} for each stream.
 */
final class OutputStreams implements StreamedSink.Reader {

	private final OutputInputStream stdout;

	private final OutputInputStream stderr;

	OutputStreams(ReadWindow window, Consumer<SessionOutput> unread) {
		this.stdout = new OutputInputStream(window, unread);
		this.stderr = new OutputInputStream(window, unread);
	}

	OutputInputStream of(SessionStream stream) {
		return (stream == SessionStream.STDOUT) ? this.stdout : this.stderr;
	}

	@Override
	public void accept(SessionOutput output) {
		of(output.stream()).put(output);
	}

	@Override
	public void end(@Nullable Throwable failure) {
		this.stdout.end(failure);
		this.stderr.end(failure);
	}

}
