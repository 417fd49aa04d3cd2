package ai.miosa.spring.session.output;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Output that nobody reads while the command runs: its beginning and its end are kept.
 */
public final class CapturedPath implements OutputPath {

	private static final String NOT_STREAMED = "The output of this session is captured: to read it as a stream, open "
			+ "the session with SessionOptions.output(OutputMode.STREAMED) or set miosa.session.output=streamed";

	private final Captures captures = new Captures();

	@Override
	public void accept(SessionOutput output) {
		this.captures.add(output);
	}

	@Override
	public void end(@Nullable Throwable failure) {
		// What is captured stays
	}

	@Override
	public InputStream stream(SessionStream stream) {
		throw new IllegalStateException(NOT_STREAMED);
	}

	@Override
	public Flux<SessionOutput> flux() {
		throw new IllegalStateException(NOT_STREAMED);
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		return this.captures.snapshot(stream);
	}

}
