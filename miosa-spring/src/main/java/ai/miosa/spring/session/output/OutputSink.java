package ai.miosa.spring.session.output;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Receives the output of a session on its event loop, without blocking. This class
 * captures the output; subclasses pass it to a reader and capture what is not read.
 */
public class OutputSink {

	private final OutputCapture stdout = new OutputCapture();

	private final OutputCapture stderr = new OutputCapture();

	/**
	 * Receive a piece of output.
	 * @param output the output
	 */
	public void accept(SessionOutput output) {
		capture(output);
	}

	/**
	 * Receive the end of the output. Output that was accepted can still be read.
	 * @param failure why the output is not complete, or {@code null} if it is
	 */
	public void end(@Nullable Throwable failure) {
		// Captured output is kept
	}

	/**
	 * Return one stream as an {@link InputStream}.
	 * @param stream the stream
	 * @return the stream, the same for each call
	 * @throws IllegalStateException if the output is not read in this way
	 */
	public InputStream stream(SessionStream stream) {
		throw notStreamed();
	}

	/**
	 * Return both streams as a {@link Flux}.
	 * @return the output, for one subscriber
	 * @throws IllegalStateException if the output is not read in this way
	 */
	public Flux<SessionOutput> flux() {
		throw notStreamed();
	}

	RuntimeException notStreamed() {
		return new IllegalStateException("The output of this session is captured; to read it as a stream, open the "
				+ "session with output(OutputMode.STREAMED) or set 'miosa.session.output' to 'streamed'");
	}

	/**
	 * Return the output that was received and will not be read.
	 * @param stream the stream
	 * @return its beginning and its end
	 */
	public CapturedOutput captured(SessionStream stream) {
		return capture(stream).snapshot();
	}

	final void capture(SessionOutput output) {
		capture(output.stream()).add(output.data());
	}

	private OutputCapture capture(SessionStream stream) {
		return (stream == SessionStream.STDOUT) ? this.stdout : this.stderr;
	}

}
