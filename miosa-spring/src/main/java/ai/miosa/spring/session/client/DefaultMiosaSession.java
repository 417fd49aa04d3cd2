package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.output.HandlerSink;
import ai.miosa.spring.session.output.OutputSink;
import ai.miosa.spring.session.output.ReadWindow;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.output.SessionLines;
import ai.miosa.spring.session.output.SessionTextDecoder;
import ai.miosa.spring.session.output.StreamedSink;
import ai.miosa.spring.session.protocol.SessionCodec;
import ai.miosa.spring.session.protocol.SessionEvents;
import ai.miosa.spring.session.websocket.FrameTooLongException;
import ai.miosa.spring.session.websocket.ProtocolViolationException;
import ai.miosa.spring.session.websocket.WebSocketConnection;
import ai.miosa.spring.session.websocket.WriteTimeoutException;

/**
 * The session: takes what the computer says to the output and to the end. Every way out
 * passes {@link #finish}, which runs once.
 */
final class DefaultMiosaSession implements MiosaSession, SessionEvents {

	private static final byte INTERRUPT = 0x03;

	private final String id = UUID.randomUUID().toString();

	private final String computerId;

	private final SessionSettings settings;

	private final WebSocketConnection connection;

	private final SerialExecutor executor;

	/**
	 * Whether user code is called in the order of arrival, so that the end has to wait
	 * for it, too.
	 */
	private final boolean ordered;

	private final OutputSink output;

	private final ReadWindow window;

	private final @Nullable Consumer<PortEvent> portListener;

	private final SessionInput input;

	private final Heartbeat heartbeat;

	private final SessionStatistics statistics = new SessionStatistics();

	private final SessionEnd end;

	private final Heartbeats heartbeats;

	private final Consumer<DefaultMiosaSession> leave;

	private volatile @Nullable TerminalSize terminalSize;

	private volatile boolean used;

	DefaultMiosaSession(String computerId, SessionOptions options, SessionSettings settings,
			WebSocketConnection connection, SerialExecutor executor, Heartbeats heartbeats,
			Consumer<DefaultMiosaSession> leave, SessionEndListener onEnd) {
		this.computerId = computerId;
		this.settings = settings;
		this.connection = connection;
		this.executor = executor;
		this.portListener = options.getPortListener();
		this.heartbeats = heartbeats;
		this.leave = leave;
		this.end = new SessionEnd(computerId, executor, this::leave, onEnd);
		this.terminalSize = SessionCodec.terminalSize(options);
		this.window = new ReadWindow(connection);
		SessionOutputHandler handler = options.getOutputHandler();
		this.ordered = this.portListener != null || (handler != null && !handler.isNonBlocking());
		this.output = sink(handler, options.getOutput());
		this.input = new SessionInput(SessionCodec.of(settings.protocol()).newEncoder(), connection, this.statistics,
				settings.writeTimeout());
		this.heartbeat = new Heartbeat(connection, settings.keepAliveInterval(), settings.keepAliveTimeout(),
				this.window::isClosed, () -> lost(Reason.KEEP_ALIVE_TIMEOUT, "the server gave no sign of life", null));
	}

	private OutputSink sink(@Nullable SessionOutputHandler handler, @Nullable OutputMode mode) {
		if (handler != null) {
			return new HandlerSink(handler, this.executor, this.window,
					(ex) -> lost(Reason.HANDLER_FAILED, "its output handler failed", ex));
		}
		return (mode == OutputMode.STREAMED) ? new StreamedSink(this.window, this::close) : new OutputSink();
	}

	void start() throws IOException {
		this.input.start(this.terminalSize);
		this.heartbeats.start(this.heartbeat);
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public String getComputerId() {
		return this.computerId;
	}

	@Override
	public SessionInfo getInfo() {
		return this.statistics.info(this, this.end.getState(), this.terminalSize);
	}

	/**
	 * Return whether the caller has done anything with this session.
	 */
	boolean isUsed() {
		return this.used;
	}

	@Override
	public void sendStdin(String text) {
		CommandChecks.checkWellFormed(text, "The text for stdin");
		sendStdin(text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void sendStdin(byte[] bytes) {
		send(() -> this.input.write(bytes, 0, bytes.length));
	}

	@Override
	public OutputStream stdin() {
		this.used = true;
		return this.input.stream();
	}

	@Override
	public void closeStdin() {
		send(this.input::close);
	}

	@Override
	public void resize(int columns, int rows) {
		TerminalSize size = new TerminalSize(columns, rows);
		checkTerminal();
		send(() -> this.input.resize(size));
		this.terminalSize = size;
	}

	@Override
	public void interrupt() {
		checkTerminal();
		sendStdin(new byte[] { INTERRUPT });
	}

	private void checkTerminal() {
		Assert.state(this.terminalSize != null, "The session has no pseudo-terminal");
	}

	private void send(Send send) {
		this.used = true;
		try {
			send.run();
		}
		catch (WriteTimeoutException ex) {
			throw new MiosaTimeoutException("The command has not taken its stdin for " + this.settings.writeTimeout()
					+ " (miosa.session.write-timeout)", this.computerId, true, null);
		}
		catch (InterruptedIOException ex) {
			throw new MiosaException("Interrupted before all was sent", this.computerId, true, ex);
		}
		catch (IOException ex) {
			Assert.state(this.end.getState() != SessionInfo.State.EXITED, "The session has ended");
			throw new MiosaConnectionException("The connection of the session takes no more stdin", this.computerId,
					true, ex);
		}
	}

	@Override
	public InputStream stdout() {
		this.used = true;
		return this.output.stream(SessionStream.STDOUT);
	}

	@Override
	public InputStream stderr() {
		this.used = true;
		return this.output.stream(SessionStream.STDERR);
	}

	@Override
	public Reader stdoutReader() {
		return new InputStreamReader(stdout(), StandardCharsets.UTF_8);
	}

	@Override
	public Reader stderrReader() {
		return new InputStreamReader(stderr(), StandardCharsets.UTF_8);
	}

	@Override
	public Flux<SessionOutput> output() {
		this.used = true;
		return this.output.flux();
	}

	@Override
	public Flux<SessionText> text() {
		return SessionTextDecoder.decode(output());
	}

	@Override
	public Flux<SessionText> lines() {
		return SessionLines.of(text());
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		this.used = true;
		return this.output.captured(stream);
	}

	@Override
	public Process asProcess() {
		return new SessionProcess(this);
	}

	@Override
	public CompletableFuture<Integer> exitCode() {
		this.used = true;
		return this.end.future();
	}

	@Override
	public int await() {
		return await(this.settings.awaitTimeout());
	}

	@Override
	public int await(Duration timeout) {
		try {
			return awaitResult(timeout);
		}
		catch (TimeoutException ex) {
			fail(new MiosaTimeoutException(
					"The command did not end within " + timeout + " and its session was closed: "
							+ (this.window.isClosed() ? "its output is not read, which blocks it"
									: "wait longer with await(Duration) or set miosa.session.await-timeout"),
					this.computerId, true, null));
			// The exit may have come in the last moment
			return this.end.exitCode();
		}
	}

	/**
	 * Wait for the end of the session.
	 * @throws TimeoutException if it has not come in time; the session goes on
	 */
	int awaitResult(Duration timeout) throws TimeoutException {
		this.used = true;
		return this.end.await(timeout);
	}

	/**
	 * Return the exit code if the session has ended.
	 * @return the exit code, or {@code null} if it goes on
	 */
	@Nullable Integer resultNow() {
		return this.end.exitCodeNow();
	}

	@Override
	public void close() {
		lost(Reason.CLOSED, "it was closed before the command ended", null);
	}

	// What the connection reports, on its event loop

	void onSignOfLife() {
		this.heartbeat.received();
	}

	@Override
	public void output(SessionOutput output) {
		if (!isEnded()) {
			this.statistics.output(output.stream(), output.size());
			try {
				this.output.accept(output);
			}
			catch (Throwable ex) {
				lost(Reason.HANDLER_FAILED, "the subscriber of its output failed", ex);
			}
		}
	}

	@Override
	public void exited(int code) {
		inOrder(() -> {
			if (this.end.exited(code)) {
				finish(null, this.connection::end);
			}
		});
	}

	@Override
	public void malformedExit(String reason) {
		inOrder(() -> lost(Reason.MALFORMED_EXIT_CODE, reason, null));
	}

	@Override
	public void port(PortEvent event) {
		Consumer<PortEvent> listener = this.portListener;
		if (listener != null) {
			inOrder(() -> notify(listener, event));
		}
	}

	private void notify(Consumer<PortEvent> listener, PortEvent event) {
		if (isEnded()) {
			return;
		}
		try {
			listener.accept(event);
		}
		catch (Throwable ex) {
			lost(Reason.HANDLER_FAILED, "its port listener failed", ex);
		}
	}

	/**
	 * The server has closed the connection.
	 * @param code the close code
	 */
	void onClosed(int code) {
		inOrder(() -> lost(Reason.NO_EXIT_CODE,
				"the server closed the connection with code " + code + " and without an exit code", null));
	}

	/**
	 * The connection has ended without a close frame of the server.
	 * @param failure what has happened, if anything was reported
	 */
	void onBroken(@Nullable Throwable failure) {
		inOrder(() -> {
			if (failure instanceof ProtocolViolationException) {
				lost(Reason.PROTOCOL_VIOLATION, "the server broke the WebSocket protocol", null);
			}
			else if (failure instanceof FrameTooLongException) {
				lost(Reason.FRAME_TOO_LONG, failure.getMessage(), null);
			}
			else {
				lost(Reason.CONNECTION_LOST, "the connection broke", null);
			}
		});
	}

	private void inOrder(Runnable task) {
		if (this.ordered) {
			this.executor.execute(task);
		}
		else {
			task.run();
		}
	}

	boolean isEnded() {
		return this.end.getState() != SessionInfo.State.OPEN;
	}

	// How it ends

	private void lost(Reason reason, String what, @Nullable Throwable cause) {
		if (!isEnded()) {
			fail(new MiosaSessionLostException(reason, "The session has ended without an exit code: " + what,
					this.computerId, this.output.captured(SessionStream.STDOUT),
					this.output.captured(SessionStream.STDERR), cause));
		}
	}

	private void fail(MiosaException failure) {
		if (this.end.failed(failure)) {
			finish(failure, this.connection::abort);
		}
	}

	/**
	 * Refuse stdin and leave the registry: whoever has waited for the end sees a session
	 * that is over.
	 */
	private void leave() {
		this.input.end();
		this.leave.accept(this);
	}

	private void finish(@Nullable MiosaException failure, Runnable close) {
		try {
			this.connection.execute(() -> {
				this.heartbeats.stop(this.heartbeat);
				// Here, where output is accepted: none can come in between
				this.output.end(failure);
			});
		}
		finally {
			// Also if a subscriber fails in a way that Reactor does not catch
			this.end.tell();
			close.run();
		}
	}

	/**
	 * Something that is sent.
	 */
	private interface Send {

		void run() throws IOException;

	}

}
