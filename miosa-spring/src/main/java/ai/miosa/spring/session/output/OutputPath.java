package ai.miosa.spring.session.output;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * The way that a session's output takes to its reader, chosen when the session is opened.
 * Output is accepted on the event loop, one piece after the other, without blocking.
 */
public interface OutputPath {

	/**
	 * Take a piece of output.
	 * @param output the output
	 */
	void accept(SessionOutput output);

	/**
	 * Take note that there will be no more output. What has been accepted can still be
	 * read.
	 * @param failure why the output is not complete, or {@code null} if it is
	 */
	void end(@Nullable Throwable failure);

	/**
	 * Return the bytes of one stream.
	 * @param stream the stream
	 * @return the bytes, the same at each call
	 * @throws IllegalStateException if output is not read this way
	 */
	InputStream stream(SessionStream stream);

	/**
	 * Return all output.
	 * @return the output, for one subscriber
	 * @throws IllegalStateException if output is not read this way
	 */
	Flux<SessionOutput> flux();

	/**
	 * Return what was received and will not be read.
	 * @param stream the stream
	 * @return the beginning and the end of it
	 */
	CapturedOutput captured(SessionStream stream);

}
