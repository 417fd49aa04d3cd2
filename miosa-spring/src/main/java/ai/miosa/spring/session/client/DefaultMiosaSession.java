package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionLine;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.output.CallerContext;
import ai.miosa.spring.session.output.HandlerSink;
import ai.miosa.spring.session.output.OutputSink;
import ai.miosa.spring.session.output.OutputText;
import ai.miosa.spring.session.output.ReadWindow;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.output.StreamedSink;
import ai.miosa.spring.session.protocol.SessionCodec;
import ai.miosa.spring.session.websocket.WebSocketConnection;
import ai.miosa.spring.text.CommandChecks;

/**
 * Session on a WebSocket connection. However it ends, {@link #finish} runs once.
 */
final class DefaultMiosaSession implements MiosaSession {

	private static final String INTERRUPT = "\u0003";

	private final String id = UUID.randomUUID().toString();

	private final SessionSettings settings;

	private final WebSocketConnection connection;

	private final SerialExecutor executor;

	private final CallerContext context;

	private final OutputSink output;

	private final ReadWindow window;

	private final SessionInput input;

	private final Heartbeat heartbeat;

	private final SessionStatistics statistics = new SessionStatistics();

	private final SessionEnd end;

	private final SessionReceiver receiver;

	private final Heartbeats heartbeats;

	private volatile @Nullable TerminalSize terminalSize;

	private volatile boolean used;

	DefaultMiosaSession(String computerId, SessionOptions options, SessionSettings settings,
			WebSocketConnection connection, SerialExecutor executor, CallerContext context, Heartbeats heartbeats,
			Consumer<DefaultMiosaSession> unregister, BiConsumer<@Nullable Integer, @Nullable Throwable> onEnd) {
		this.settings = settings;
		this.connection = connection;
		this.executor = executor;
		this.context = context;
		this.heartbeats = heartbeats;
		this.end = new SessionEnd(computerId, executor, () -> unregister.accept(this), onEnd);
		this.terminalSize = SessionCodec.terminalSize(options);
		this.window = new ReadWindow(connection);
		this.output = sink(options);
		this.receiver = new SessionReceiver(this, options, this.output, this.window, this.statistics, executor);
		this.input = new SessionInput(SessionCodec.of(settings.protocol()).newEncoder(), connection, this.statistics,
				settings.writeTimeout(), this.end);
		this.heartbeat = new Heartbeat(connection, settings.keepAliveInterval(), settings.keepAliveTimeout(),
				this.window::isClosed, () -> lost(Reason.KEEP_ALIVE_TIMEOUT,
						"the server was silent for longer than the keep-alive timeout", null));
	}

	private OutputSink sink(SessionOptions options) {
		SessionOutputHandler handler = options.getOutputHandler();
		if (handler != null) {
			return new HandlerSink(handler, this.executor, this.window,
					(ex) -> lost(Reason.HANDLER_FAILED, "its output handler failed", ex));
		}
		return (options.getOutput() == OutputMode.STREAMED) ? new StreamedSink(this.window, this::close)
				: new OutputSink();
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
		return this.end.getComputerId();
	}

	@Override
	public SessionInfo getInfo() {
		return this.statistics.info(this, this.end.getState(), this.terminalSize);
	}

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
		used().send(() -> this.input.write(bytes, 0, bytes.length));
	}

	@Override
	public OutputStream stdin() {
		return used().stream();
	}

	@Override
	public void closeStdin() {
		used().send(this.input::close);
	}

	@Override
	public void resize(int columns, int rows) {
		TerminalSize size = new TerminalSize(columns, rows);
		checkTerminal();
		used().send(() -> this.input.resize(size));
		this.terminalSize = size;
	}

	@Override
	public void interrupt() {
		checkTerminal();
		sendStdin(INTERRUPT);
	}

	private void checkTerminal() {
		Assert.state(this.terminalSize != null, "The session has no pseudo-terminal");
	}

	private SessionInput used() {
		this.used = true;
		return this.input;
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
	public Flux<SessionOutput> output() {
		return this.context.flux(flux());
	}

	@Override
	public Flux<SessionText> text() {
		return this.context.flux(OutputText.text(flux()));
	}

	@Override
	public Flux<SessionLine> lines(LineOptions options) {
		return this.context.flux(OutputText.lines(flux(), options));
	}

	private Flux<SessionOutput> flux() {
		this.used = true;
		return this.output.flux();
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
					"The command did not end within " + timeout + " and its session was closed; "
							+ (this.window.isClosed() ? "its output is not read, which blocks the command"
									: "wait longer with await(Duration) or set 'miosa.session.await-timeout'"),
					this.end.getComputerId(), true, null));
			// The exit may have arrived in the meantime
			return this.end.exitCode();
		}
	}

	/**
	 * Wait for the end of the session. It stays open if the time runs out.
	 */
	int awaitResult(Duration timeout) throws TimeoutException {
		this.used = true;
		return this.end.await(timeout);
	}

	/**
	 * Return the exit code, or {@code null} if the session is open.
	 */
	@Nullable Integer resultNow() {
		return this.end.exitCodeNow();
	}

	@Override
	public void close() {
		lost(Reason.CLOSED, "it was closed before the command ended", null);
	}

	void onSignOfLife() {
		this.heartbeat.received();
	}

	SessionReceiver receiver() {
		return this.receiver;
	}

	boolean isEnded() {
		return this.end.isEnded();
	}

	void lost(Reason reason, String what, @Nullable Throwable cause) {
		if (!isEnded()) {
			fail(new MiosaSessionLostException(reason, "The session has ended without an exit code: " + what,
					this.end.getComputerId(), this.output.captured(SessionStream.STDOUT),
					this.output.captured(SessionStream.STDERR), cause));
		}
	}

	void exited(int code) {
		if (this.end.exited(code)) {
			finish(null, this.connection::end);
		}
	}

	private void fail(MiosaException failure) {
		if (this.end.failed(failure)) {
			finish(failure, this.connection::abort);
		}
	}

	private void finish(@Nullable MiosaException failure, Runnable close) {
		try {
			this.connection.execute(() -> {
				this.heartbeats.stop(this.heartbeat);
				// On the event loop, where output is accepted
				this.output.end(failure);
			});
		}
		finally {
			// Even if a subscriber throws an error that Reactor does not catch
			this.end.complete();
			close.run();
		}
	}

}
