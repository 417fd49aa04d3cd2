package ai.miosa.spring.session;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

/**
 * A live command on a computer. <pre class="code">
 * try (MiosaSession session = miosa.spawn(id, "bash", SessionOptions.pty(120, 40))) {
 *     session.sendStdin("echo hello\n");
 *     session.sendStdin("exit\n");
 *     int exitCode = session.await(Duration.ofSeconds(5));
 * }
 * </pre>
 * <p>
 * How output is read is chosen by the {@link SessionOptions} when the session is opened:
 * <ul>
 * <li>{@linkplain OutputMode#CAPTURED captured}, the default: the first and the last 64
 * KiB of each stream are kept for {@link #captured(SessionStream)}, and the command is
 * never held back;</li>
 * <li>{@linkplain OutputMode#STREAMED streamed}: read through {@link #stdout()} and
 * {@link #stderr()} (or their readers), or through {@link #output()} (or {@link #text()}
 * or {@link #lines()}). Output that is not read holds the command back on the computer,
 * as with {@link Process}: read both streams, or the one that fills up holds back the
 * other;</li>
 * <li>an output handler.</li>
 * </ul>
 * Memory is bounded in each, and no thread waits while output is held back.
 * <p>
 * An exit code is reported as the computer sent it and never made up: every other end of
 * a session is a {@link MiosaSessionLostException}.
 * <p>
 * Command, arguments and environment travel in the URL of the upgrade request, where
 * proxies and servers may log them. Send secrets by stdin.
 * <p>
 * A session is safe for use by many threads. A thread that is interrupted while it waits
 * to send has sent a part of its array, or nothing; the session goes on.
 */
public interface MiosaSession extends AutoCloseable {

	/**
	 * Return the session's id.
	 * @return the id, unique in this application
	 */
	String getId();

	/**
	 * Return the computer that the command runs on.
	 * @return the computer's id
	 */
	String getComputerId();

	/**
	 * Return what can be said of the session without its command and its data.
	 * @return the state of this moment
	 */
	SessionInfo getInfo();

	/**
	 * Send text to stdin as UTF-8. Waits while the computer does not take it. Texts sent
	 * by many threads follow one another whole.
	 * @param text the text
	 * @throws IllegalArgumentException if the text holds a lone surrogate, which would
	 * arrive as a question mark
	 * @throws IllegalStateException if stdin or the session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void sendStdin(String text);

	/**
	 * Send bytes to stdin. Waits while the computer does not take them. Arrays sent by
	 * many threads follow one another whole.
	 * @param bytes the bytes
	 * @throws IllegalStateException if stdin or the session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void sendStdin(byte[] bytes);

	/**
	 * Return a stream into stdin. It is not buffered: each write is sent at once.
	 * {@link OutputStream#close()} is {@link #closeStdin()}.
	 * @return the stream, which throws an {@link java.io.IOException} if stdin or the
	 * session has ended
	 */
	OutputStream stdin();

	/**
	 * Send stdin's end-of-file. Closing twice has no effect.
	 * <p>
	 * The {@code exec-ws} protocol ends stdin by closing the sending half of the
	 * connection: after that the exit code cannot be told.
	 * @throws IllegalStateException if the session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void closeStdin();

	/**
	 * Change the size of the pseudo-terminal.
	 * @param columns the width in characters, 1 to 65535
	 * @param rows the height in characters, 1 to 65535
	 * @throws IllegalArgumentException if the width or the height is out of range
	 * @throws IllegalStateException if there is no pseudo-terminal or the session has
	 * ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void resize(int columns, int rows);

	/**
	 * Type {@code ^C} on the pseudo-terminal.
	 * @throws IllegalStateException if there is no pseudo-terminal, or stdin or the
	 * session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void interrupt();

	/**
	 * Return stdout; with a pseudo-terminal, all output. What has arrived can still be
	 * read after the exit. A read throws an {@link java.io.IOException} in place of
	 * end-of-file if the session was lost. After {@link InputStream#close()} the rest of
	 * the output is captured.
	 * @return the stream, the same one at each call
	 * @throws IllegalStateException if the output is not streamed, or read through a
	 * {@code Flux}
	 */
	InputStream stdout();

	/**
	 * Return stderr, which is empty with a pseudo-terminal. As {@link #stdout()}.
	 * @return the stream, the same one at each call
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	InputStream stderr();

	/**
	 * Return stdout as text. As {@link #stdout()}, decoded as UTF-8; malformed bytes
	 * become U+FFFD.
	 * @return a reader, which must be the only one on this stream
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Reader stdoutReader();

	/**
	 * Return stderr as text. As {@link #stderr()}, decoded as UTF-8; malformed bytes
	 * become U+FFFD.
	 * @return a reader, which must be the only one on this stream
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Reader stderrReader();

	/**
	 * Return all output in the order of arrival, for one subscriber. The computer is held
	 * back while the subscriber has requested nothing. Completes after the exit; fails
	 * with a {@link MiosaSessionLostException} if the session was lost. A cancellation
	 * ends the session and the command.
	 * <p>
	 * Signals come on an event loop that other sessions share: an operator that blocks
	 * belongs behind {@link Flux#publishOn}.
	 * @return the output
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Flux<SessionOutput> output();

	/**
	 * Return all output as text. As {@link #output()}, with stdout and stderr decoded
	 * apart as UTF-8, so that a character is whole wherever it was cut; malformed bytes
	 * become U+FFFD.
	 * @return the output
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Flux<SessionText> text();

	/**
	 * Return all output as lines of text, without their line ends. As {@link #text()}; a
	 * line of more than 65,536 characters comes in parts of that length.
	 * @return the lines
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Flux<SessionText> lines();

	/**
	 * Return this session as a process, for libraries that take one. Its output must be
	 * streamed. {@code destroy()} closes the session; waiting for one that ends without
	 * an exit code throws a {@link MiosaSessionLostException}; the process id and the
	 * handle are not supported. The readers and the writer that a {@code Process} creates
	 * itself use the native encoding of this machine unless they are given a charset: the
	 * computer's is UTF-8.
	 * @return the process
	 * @throws IllegalStateException if the output is not streamed, or already read
	 * through a {@code Flux}
	 */
	Process asProcess();

	/**
	 * Return what was received and not read, and is not waiting to be read by someone who
	 * has asked for it.
	 * @param stream the stream
	 * @return the beginning and the end of it
	 */
	CapturedOutput captured(SessionStream stream);

	/**
	 * Return the exit code to come. Fails with a {@link MiosaSessionLostException} if the
	 * session ends without one, or with a {@link ai.miosa.spring.MiosaTimeoutException}
	 * if {@code await} ran out of time. Continuations may block; they hold back nothing
	 * but each other.
	 * @return a future of its own, whose completion by the caller has no effect on the
	 * session
	 */
	CompletableFuture<Integer> exitCode();

	/**
	 * Wait for the exit no longer than the client's await timeout. As
	 * {@link #await(Duration)}.
	 * @return the exit code
	 */
	int await();

	/**
	 * Wait until the command has ended and all its output has arrived. When time is up
	 * the session is closed.
	 * @param timeout how long to wait
	 * @return the exit code
	 * @throws ai.miosa.spring.MiosaTimeoutException if the command has not ended in time
	 * @throws MiosaSessionLostException if the session ends without an exit code
	 * @throws IllegalStateException if called by the output handler or by a continuation
	 * of this session, which would wait for itself, or by a thread that must not block
	 */
	int await(Duration timeout);

	/**
	 * End the command and the session. Closing twice has no effect. Returns without
	 * waiting for the command to end.
	 */
	@Override
	void close();

}
