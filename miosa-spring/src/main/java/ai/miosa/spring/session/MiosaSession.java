package ai.miosa.spring.session;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

/**
 * Command that runs on a computer, with access to its input and output:
 *
 * <pre class="code">
 * try (MiosaSession session = miosa.spawn(id, "bash", SessionOptions.pty(120, 40))) {
 *     session.sendStdin("echo hello\n");
 *     session.sendStdin("exit\n");
 *     int exitCode = session.await(Duration.ofSeconds(5));
 * }
 * </pre>
 *
 * The {@link SessionOptions} determine how its output is read:
 * <ul>
 * <li>{@linkplain OutputMode#CAPTURED captured}, the default: the first and the last 64
 * KiB of each stream are kept for {@link #captured(SessionStream)}, and the command is
 * never blocked;</li>
 * <li>{@linkplain OutputMode#STREAMED streamed}: read through {@link #stdout()} and
 * {@link #stderr()} (or their readers), or through {@link #output()} (or {@link #text()}
 * or {@link #lines()}). Output that is not read blocks the command, as with
 * {@link Process}: read both streams, because one that is not read also blocks the
 * other;</li>
 * <li>passed to an output handler.</li>
 * </ul>
 * Memory is bounded in each mode, and back-pressure blocks no thread.
 * <p>
 * An exit code is reported as the computer sent it and never invented: a session that
 * ends without one fails with a {@link MiosaSessionLostException}.
 * <p>
 * The command, its arguments and environment are sent in the URL of the upgrade request,
 * which proxies and servers may log. Send secrets by stdin.
 * <p>
 * Thread-safe. If a thread is interrupted while sending, its data may have been sent in
 * part; the session stays open.
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
	 * Return information about the session, without its command and data.
	 * @return the current information
	 */
	SessionInfo getInfo();

	/**
	 * Send text to stdin as UTF-8. Blocks while the computer is not accepting input.
	 * Texts of several threads are not interleaved.
	 * @param text the text
	 * @throws IllegalArgumentException if the text contains a lone surrogate, which would
	 * arrive as a question mark
	 * @throws IllegalStateException if stdin or the session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void sendStdin(String text);

	/**
	 * Send bytes to stdin. Blocks while the computer is not accepting input. Arrays of
	 * several threads are not interleaved.
	 * @param bytes the bytes
	 * @throws IllegalStateException if stdin or the session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void sendStdin(byte[] bytes);

	/**
	 * Return a stream to stdin. It is not buffered: each write is sent immediately.
	 * {@link OutputStream#close()} is {@link #closeStdin()}.
	 * @return the stream, which throws an {@link java.io.IOException} if stdin or the
	 * session has ended
	 */
	OutputStream stdin();

	/**
	 * Send end-of-file to stdin. Has no effect if it has been sent before.
	 * <p>
	 * The {@code exec-ws} protocol ends stdin by closing the sending half of the
	 * connection, after which the exit code cannot be received.
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
	 * Send {@code ^C} to the pseudo-terminal.
	 * @throws IllegalStateException if there is no pseudo-terminal, or stdin or the
	 * session has ended
	 * @throws ai.miosa.spring.MiosaConnectionException if the connection fails
	 */
	void interrupt();

	/**
	 * Return stdout; with a pseudo-terminal, all output. Output that has arrived can
	 * still be read after the exit. If the session was lost, a read throws an
	 * {@link java.io.IOException} instead of returning end-of-file. After
	 * {@link InputStream#close()} the rest of the output is captured.
	 * @return the stream, the same for each call
	 * @throws IllegalStateException if the output is not streamed, or read through a
	 * {@code Flux}
	 */
	InputStream stdout();

	/**
	 * Return stderr, like {@link #stdout()}. It is empty with a pseudo-terminal.
	 * @return the stream, the same for each call
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	InputStream stderr();

	/**
	 * Return stdout as text, like {@link #stdout()}, decoded as UTF-8; malformed bytes
	 * become U+FFFD.
	 * @return a reader, which must be the only one on this stream
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	default Reader stdoutReader() {
		return new InputStreamReader(stdout(), StandardCharsets.UTF_8);
	}

	/**
	 * Return stderr as text, like {@link #stderr()}, decoded as UTF-8; malformed bytes
	 * become U+FFFD.
	 * @return a reader, which must be the only one on this stream
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	default Reader stderrReader() {
		return new InputStreamReader(stderr(), StandardCharsets.UTF_8);
	}

	/**
	 * Return all output in the order of arrival, for one subscriber. A subscriber that
	 * requests nothing applies back-pressure to the command. Completes after the exit;
	 * fails with a {@link MiosaSessionLostException} if the session was lost. Cancelling
	 * ends the session and the command.
	 * <p>
	 * Emits on an event loop that other sessions share: use {@link Flux#publishOn} before
	 * operators that block.
	 * @return the output
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Flux<SessionOutput> output();

	/**
	 * Return all output as text, like {@link #output()}, with stdout and stderr decoded
	 * separately as UTF-8. Characters are never split; malformed bytes become U+FFFD.
	 * @return the output
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Flux<SessionText> text();

	/**
	 * Return all output as lines of text, like {@link #text()}, with the default options.
	 * @return the lines
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	default Flux<SessionLine> lines() {
		return lines(LineOptions.DEFAULT);
	}

	/**
	 * Return all output as lines of text, like {@link #text()}.
	 * @param options what ends a line, and the longest one
	 * @return the lines, in the order in which they were completed
	 * @throws IllegalStateException if the output is not streamed, or already read in
	 * another way
	 */
	Flux<SessionLine> lines(LineOptions options);

	/**
	 * Return this session as a process, for libraries that expect one. Its output must be
	 * streamed. {@code destroy()} closes the session; waiting for a session that ends
	 * without an exit code throws a {@link MiosaSessionLostException}; the process id and
	 * the handle are not supported. The readers and the writer of a {@code Process} use
	 * the native encoding of this machine unless they are given a charset; the computer
	 * uses UTF-8.
	 * @return the process
	 * @throws IllegalStateException if the output is not streamed, or already read
	 * through a {@code Flux}
	 */
	Process asProcess();

	/**
	 * Return the output that was received but not consumed by a reader.
	 * @param stream the stream
	 * @return its beginning and end
	 */
	CapturedOutput captured(SessionStream stream);

	/**
	 * Return a future of the exit code. Fails with a {@link MiosaSessionLostException} if
	 * the session ends without one, or with a
	 * {@link ai.miosa.spring.MiosaTimeoutException} if {@code await} timed out. Completed
	 * on another thread, shortly after the session has ended or was closed. Continuations
	 * may block, which delays only other continuations of this session.
	 * @return a separate future, whose completion by the caller does not affect the
	 * session
	 */
	CompletableFuture<Integer> exitCode();

	/**
	 * Wait for the exit, like {@link #await(Duration)}, with the await timeout of the
	 * client.
	 * @return the exit code
	 */
	int await();

	/**
	 * Wait until the command has ended and all its output has arrived. If the time runs
	 * out, the session is closed.
	 * @param timeout how long to wait
	 * @return the exit code
	 * @throws ai.miosa.spring.MiosaTimeoutException if the command has not ended in time
	 * @throws MiosaSessionLostException if the session ends without an exit code
	 * @throws IllegalStateException if called by the output handler or by a continuation
	 * of this session, which would wait for itself, or by a thread that must not block
	 */
	int await(Duration timeout);

	/**
	 * End the command and the session, without waiting for the command to end. Has no
	 * effect if the session has ended.
	 */
	@Override
	void close();

}
