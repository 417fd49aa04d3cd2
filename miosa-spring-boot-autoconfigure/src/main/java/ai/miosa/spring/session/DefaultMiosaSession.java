package ai.miosa.spring.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.protocol.SessionEncoder;
import ai.miosa.spring.session.protocol.SessionEvent;

/**
 * The session: takes what the computer says to the output and to the end. Every way out
 * passes {@link #finish}, which runs once.
 */
final class DefaultMiosaSession implements MiosaSession {

	private static final byte INTERRUPT = 0x03;

	private static final int CLOSED_ABNORMALLY = 1006;

	private final String id = UUID.randomUUID().toString();

	private final String computerId;

	private final Duration awaitTimeout;

	private final OutputRelay output;

	private final @Nullable Consumer<PortEvent> portListener;

	private final SessionChannel channel;

	private final SessionInput input;

	private final SessionPulse pulse = new SessionPulse();

	private final SessionStatistics statistics = new SessionStatistics();

	private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

	private final AtomicReference<SessionInfo.State> state = new AtomicReference<>(SessionInfo.State.OPEN);

	private final Consumer<DefaultMiosaSession> onEnd;

	private volatile @Nullable TerminalSize terminalSize;

	DefaultMiosaSession(String computerId, SessionOptions options, Duration awaitTimeout, SessionChannel channel,
			SessionEncoder encoder, Consumer<DefaultMiosaSession> onEnd) {
		this.computerId = computerId;
		this.awaitTimeout = awaitTimeout;
		this.output = new OutputRelay(options.getOutputHandler());
		this.portListener = options.getPortListener();
		this.channel = channel;
		this.input = new SessionInput(encoder, channel, this.pulse, this.statistics);
		this.onEnd = onEnd;
		this.terminalSize = (Boolean.TRUE.equals(options.getPty())) ? options.getTerminalSize() : null;
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
		return this.statistics.info(this, this.state.get(), this.terminalSize);
	}

	@Override
	public void sendStdin(String text) {
		sendStdin(text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void sendStdin(byte[] bytes) {
		send(() -> this.input.write(bytes, 0, bytes.length));
	}

	@Override
	public OutputStream stdin() {
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
		try {
			send.run();
		}
		catch (InterruptedIOException ex) {
			Thread.currentThread().interrupt();
			throw new MiosaException("Interrupted before all was sent", this.computerId, true, ex);
		}
		catch (IOException ex) {
			Assert.state(this.state.get() != SessionInfo.State.EXITED, "The session has ended");
			throw new MiosaConnectionException("The connection of the session failed", this.computerId, true, ex);
		}
	}

	@Override
	public InputStream stdout() {
		return this.output.stream(SessionStream.STDOUT);
	}

	@Override
	public InputStream stderr() {
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
		return this.output.flux();
	}

	@Override
	public Flux<SessionText> text() {
		return SessionTextDecoder.decode(output());
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		return this.output.captured(stream);
	}

	@Override
	public CompletableFuture<Integer> exitCode() {
		return this.exitCode.copy();
	}

	@Override
	public int await() {
		return await(this.awaitTimeout);
	}

	@Override
	public int await(Duration timeout) {
		Assert.state(!this.pulse.isReceiver(), "An output handler cannot wait for its own session");
		Assert.state(!Schedulers.isInNonBlockingThread(),
				"await() would block a thread that must not block: use exitCode()");
		this.output.captureUnclaimed();
		try {
			return this.exitCode.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			fail(new MiosaTimeoutException("The command did not end within " + timeout + ", the session was closed",
					this.computerId, true, null));
			return result();
		}
		catch (ExecutionException ex) {
			return result();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MiosaException("Interrupted while waiting for the command to end", this.computerId, true, ex);
		}
	}

	/**
	 * Return the exit code of a session that has ended: it may have come in the last
	 * moment.
	 * @return the exit code
	 */
	private int result() {
		try {
			return this.exitCode.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

	@Override
	public void close() {
		lost(Reason.CLOSED, "it was closed before the command ended", null);
	}

	// What the connection reports

	void onEvent(SessionEvent event) {
		if (this.state.get() != SessionInfo.State.OPEN) {
			return;
		}
		try {
			if (event instanceof SessionEvent.Stdout stdout) {
				output(SessionStream.STDOUT, stdout.data());
			}
			else if (event instanceof SessionEvent.Stderr stderr) {
				output(SessionStream.STDERR, stderr.data());
			}
			else if (event instanceof SessionEvent.Exit exit) {
				exited(exit.code());
			}
			else if (event instanceof SessionEvent.Malformed malformed) {
				lost(Reason.MALFORMED_EXIT_CODE, malformed.reason(), null);
			}
			else if (event instanceof SessionEvent.Port port && this.portListener != null) {
				this.portListener.accept(new PortEvent((port.opened()) ? PortEvent.Type.OPENED : PortEvent.Type.CLOSED,
						port.port(), port.details()));
			}
		}
		catch (Throwable ex) {
			lost(Reason.HANDLER_FAILED, "its output handler or port listener failed", ex);
		}
	}

	private void output(SessionStream stream, ByteBuffer data) throws Exception {
		this.statistics.output(stream, data.remaining());
		this.output.accept(new SessionOutput(stream, data));
	}

	/**
	 * The peer or Tomcat has closed the connection.
	 * @param code the close code
	 */
	void onClosed(int code) {
		if (this.channel.isOutputClosed() && !this.channel.isClosed()) {
			return; // Tomcat reports that this side has closed stdin
		}
		if (code == CLOSED_ABNORMALLY) {
			lost(Reason.CONNECTION_LOST, "the connection broke", null);
		}
		else {
			lost(Reason.NO_EXIT_CODE,
					"the server closed the connection with code " + code + " and without an exit code", null);
		}
	}

	void onSilence() {
		lost(Reason.KEEP_ALIVE_TIMEOUT, "the server gave no sign of life", null);
	}

	// How it ends

	private void exited(int code) {
		if (this.state.compareAndSet(SessionInfo.State.OPEN, SessionInfo.State.EXITED)) {
			finish(null, this.channel::close);
			this.exitCode.complete(code);
		}
	}

	private void lost(Reason reason, String what, @Nullable Throwable cause) {
		if (this.state.get() == SessionInfo.State.OPEN) {
			fail(new MiosaSessionLostException(reason, "The session has ended without an exit code: " + what,
					this.computerId, captured(SessionStream.STDOUT), captured(SessionStream.STDERR), cause));
		}
	}

	private void fail(MiosaException failure) {
		if (this.state.compareAndSet(SessionInfo.State.OPEN, SessionInfo.State.LOST)) {
			finish(failure, this.channel::abort);
			this.exitCode.completeExceptionally(failure);
		}
	}

	private void finish(@Nullable MiosaException failure, Runnable close) {
		this.input.end();
		this.output.end(failure);
		this.onEnd.accept(this);
		close.run();
	}

	// What the connection and the keep-alive need

	/**
	 * Return whether messages are handled by the caller's code, which may wait for the
	 * session itself.
	 * @return whether there is an output handler or a port listener
	 */
	boolean callsBack() {
		return this.output.hasHandler() || this.portListener != null;
	}

	SessionPulse getPulse() {
		return this.pulse;
	}

	SessionChannel getChannel() {
		return this.channel;
	}

	/**
	 * Something that is sent.
	 */
	private interface Send {

		void run() throws IOException;

	}

}
