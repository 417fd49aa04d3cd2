package ai.miosa.samples.webterminal.bridge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.WebSocketSession;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.TerminalSize;

/**
 * A bridge between one {@link MiosaSession} and any number of browser windows.
 * <p>
 * Output passes through a ring that keeps the latest of it, from which each window takes
 * its own. The fastest window that shows the terminal sets the pace: the computer is held
 * back once that window has a whole {@link BridgeLimits#window()} on its way. A window
 * that falls out of the ring goes on at its end, as does one that comes back. While
 * nobody shows the terminal, the computer is not held back and the ring keeps the end.
 * <p>
 * No thread waits for a browser. Input is sent to the computer by the executor, one task
 * at a time, which waits while the computer takes none. Safe for use by many threads.
 */
public final class TerminalBridge {

	private static final Logger logger = LoggerFactory.getLogger(TerminalBridge.class);

	private final List<BrowserView> views = new CopyOnWriteArrayList<>();

	private final ByteArrayOutputStream stdin = new ByteArrayOutputStream();

	private final OutputSubscriber subscriber = new OutputSubscriber();

	private final ReplayRing ring;

	private final MiosaSession session;

	private final BridgeLimits limits;

	private final Executor executor;

	private ByteBuffer pending = ByteBuffer.allocate(0);

	private TerminalSize size;

	private @Nullable TerminalSize nextSize;

	private @Nullable BrowserView lead;

	private @Nullable TerminalEnd end;

	private @Nullable Instant unwatchedSince = Instant.now();

	private boolean sendingInput;

	/**
	 * Create a bridge.
	 * @param session a session on a pseudo-terminal, opened with
	 * {@link ai.miosa.spring.session.OutputMode#STREAMED} and read by nobody else
	 * @param size the size it was opened with
	 * @param limits the limits
	 * @param executor where to wait for the computer
	 * @param explanation says to a person why a session has ended without an exit code;
	 * may block
	 */
	public TerminalBridge(MiosaSession session, TerminalSize size, BridgeLimits limits, Executor executor,
			Function<Throwable, String> explanation) {
		this.session = session;
		this.size = size;
		this.limits = limits;
		this.executor = executor;
		this.ring = new ReplayRing((int) limits.replay().toBytes());
		session.output().subscribe(this.subscriber);
		session.exitCode()
			.handleAsync((code, ex) -> (ex != null) ? TerminalEnd.lost(explanation.apply(unwrap(ex)))
					: TerminalEnd.exited(code), executor)
			.thenAccept(this::end);
	}

	// A future that depends on another wraps what that one failed with
	private static Throwable unwrap(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

	/**
	 * Let a window take part.
	 * @param browser its connection, which nobody else sends on
	 * @return the window
	 * @throws IllegalStateException if there are too many
	 */
	public BrowserView attach(WebSocketSession browser) {
		synchronized (this.ring) {
			if (this.views.size() >= this.limits.windows()) {
				throw new IllegalStateException("Too many windows watch this terminal");
			}
			BrowserView view = new BrowserView(this, browser, this.ring, this.limits);
			this.views.add(view);
			this.unwatchedSince = null;
			return view;
		}
	}

	void detach(BrowserView view) {
		synchronized (this.ring) {
			this.views.remove(view);
			if (this.views.isEmpty() && this.unwatchedSince == null) {
				this.unwatchedSince = Instant.now();
			}
		}
		flow();
	}

	/**
	 * End the command.
	 * @param reason what to tell the windows
	 */
	public void close(String reason) {
		synchronized (this.ring) {
			this.pending = ByteBuffer.allocate(0);
		}
		end(TerminalEnd.lost(reason));
		this.session.close();
	}

	private void end(TerminalEnd end) {
		synchronized (this.ring) {
			if (this.end == null) {
				this.end = end;
			}
		}
		flow();
	}

	/**
	 * Move output on as far as it may go.
	 */
	void flow() {
		boolean more;
		synchronized (this.ring) {
			int length = (int) Math.min(this.pending.remaining(), limit() - this.ring.head());
			if (length > 0) {
				this.ring.write(this.pending, length);
			}
			more = !this.pending.hasRemaining();
		}
		this.views.forEach(BrowserView::pump);
		if (more) {
			this.subscriber.requestNext();
		}
	}

	private long limit() {
		return this.views.stream()
			.filter(BrowserView::isShowing)
			.mapToLong(BrowserView::limit)
			.max()
			.orElse(Long.MAX_VALUE);
	}

	void stdin(BrowserView view, byte[] bytes) {
		synchronized (this.ring) {
			view.await(bytes.length);
			this.stdin.writeBytes(bytes);
			this.lead = view;
		}
		sendInput();
	}

	/**
	 * Take what a screen answers to a question of the program's. All windows answer, and
	 * one answer counts.
	 */
	void reply(BrowserView view, byte[] bytes) {
		boolean counts;
		synchronized (this.ring) {
			BrowserView lead = this.lead;
			counts = lead == null || lead == view || !lead.isShowing() || !this.views.contains(lead);
		}
		if (counts) {
			stdin(view, bytes);
		}
		else {
			view.drop(bytes.length);
		}
	}

	void resize(BrowserView view, TerminalSize size) {
		synchronized (this.ring) {
			view.fits(size);
			this.lead = view;
			if (!size.equals(this.size)) {
				this.size = size;
				this.nextSize = size;
			}
		}
		this.views.forEach(BrowserView::pump);
		sendInput();
	}

	private void sendInput() {
		synchronized (this.ring) {
			if (this.sendingInput || (this.nextSize == null && this.stdin.size() == 0)) {
				return;
			}
			this.sendingInput = true;
		}
		this.executor.execute(() -> {
			sendWaitingInput();
			synchronized (this.ring) {
				this.sendingInput = false;
			}
			sendInput();
		});
	}

	private void sendWaitingInput() {
		TerminalSize size;
		byte[] bytes;
		synchronized (this.ring) {
			size = this.nextSize;
			this.nextSize = null;
			bytes = this.stdin.toByteArray();
			this.stdin.reset();
			this.views.forEach(BrowserView::moveInput);
		}
		try {
			if (size != null) {
				this.session.resize(size.columns(), size.rows());
			}
			if (bytes.length > 0) {
				this.session.sendStdin(bytes);
			}
		}
		catch (MiosaException | IllegalStateException ex) {
			logger.debug("The terminal has ended before it took everything", ex);
		}
		this.views.forEach(BrowserView::inputTaken);
	}

	/**
	 * Return since when nobody has watched the terminal.
	 * @return {@code null} if somebody does
	 */
	public @Nullable Instant getUnwatchedSince() {
		synchronized (this.ring) {
			return this.unwatchedSince;
		}
	}

	/**
	 * Return the title that the program has set.
	 * @return {@code null} if it has not
	 */
	public @Nullable String getTitle() {
		synchronized (this.ring) {
			return this.ring.atHead().title();
		}
	}

	/**
	 * Return how the terminal has ended.
	 * @return {@code null} if it has not, or not all of its output has been read
	 */
	public @Nullable TerminalEnd getEnd() {
		synchronized (this.ring) {
			return (this.subscriber.done && !this.pending.hasRemaining()) ? this.end : null;
		}
	}

	// Guarded by the ring, like all state here
	TerminalSize size() {
		return this.size;
	}

	/**
	 * Takes one piece of output after the other.
	 */
	private final class OutputSubscriber extends BaseSubscriber<SessionOutput> {

		private boolean requested;

		private volatile boolean done;

		void requestNext() {
			synchronized (TerminalBridge.this.ring) {
				if (this.requested || TerminalBridge.this.pending.hasRemaining()) {
					return;
				}
				this.requested = true;
			}
			request(1);
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			requestNext();
		}

		@Override
		protected void hookOnNext(SessionOutput output) {
			synchronized (TerminalBridge.this.ring) {
				this.requested = false;
				TerminalBridge.this.pending = output.data();
			}
			flow();
		}

		@Override
		protected void hookOnError(Throwable ex) {
			logger.debug("The session was lost", ex);
		}

		@Override
		protected void hookFinally(SignalType signal) {
			this.done = true;
			flow();
		}

	}

}
