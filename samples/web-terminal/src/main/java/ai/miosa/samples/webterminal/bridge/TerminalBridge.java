package ai.miosa.samples.webterminal.bridge;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.TerminalSize;

/**
 * A bridge between one {@link MiosaSession} and any number of browser windows.
 * <p>
 * Output passes through a ring that keeps the latest of it, from which each window takes
 * its own. The fastest window that shows the terminal sets the pace: the computer is held
 * back once that window has a whole {@link BridgeLimits#window()} on its way. A window
 * that falls out of the ring goes on at its end, as does one that comes back.
 * <p>
 * The computer is not held back, and the ring keeps the end, while nobody shows the
 * terminal; in a flood, which is more than the ring without a moment in which a window
 * had shown all; and after {@code ^C}, so that a prompt does not wait behind a flood.
 * Full-screen programs, whose output only makes sense as a whole, are always waited for.
 * <p>
 * No thread waits for a browser, and the executor's only while the computer takes no
 * input. All state is guarded by the ring. Safe for use by many threads.
 */
public final class TerminalBridge {

	private static final Logger logger = LoggerFactory.getLogger(TerminalBridge.class);

	private final List<BrowserView> views = new CopyOnWriteArrayList<>();

	private final OutputSubscriber subscriber = new OutputSubscriber();

	private final ReplayRing ring;

	private final MiosaSession session;

	private final BridgeLimits limits;

	private final SessionInput input;

	private final FloodSkip skip;

	private ByteBuffer pending = ByteBuffer.allocate(0);

	private @Nullable BrowserView lead;

	private @Nullable TerminalEnd end;

	private @Nullable Instant unwatchedSince = Instant.now();

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
		this.limits = limits;
		this.ring = new ReplayRing((int) limits.replay().toBytes());
		this.input = new SessionInput(session, size, this.views, this.ring, executor);
		this.skip = new FloodSkip(this.ring, limits.window().toBytes(), this::flow);
		session.output().subscribe(this.subscriber);
		session.exitCode()
			.thenApply(TerminalEnd::exited)
			.exceptionallyCompose((ex) -> CompletableFuture
				.supplyAsync(() -> TerminalEnd.lost(explanation.apply(unwrap(ex))), executor))
			.exceptionally(TerminalBridge::unexplained)
			.thenAccept(this::end);
	}

	private static TerminalEnd unexplained(Throwable ex) {
		logger.warn("It cannot be explained why a terminal was lost", ex);
		return TerminalEnd.lost("The terminal was lost: its exit code is not known.");
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
			long length = Math.min(this.pending.remaining(), limit() - this.ring.head());
			if (length > 0) {
				this.ring.write(this.pending, (int) length);
				this.skip.written();
			}
			more = !this.pending.hasRemaining();
		}
		this.views.forEach(BrowserView::pump);
		if (more) {
			this.subscriber.requestNext();
		}
	}

	private long limit() {
		List<BrowserView> showing = this.views.stream().filter(BrowserView::isShowing).toList();
		return (this.skip.isActive() || showing.stream().allMatch(BrowserView::isFlooded)) ? Long.MAX_VALUE
				: showing.stream().mapToLong(BrowserView::limit).max().orElseThrow();
	}

	void stdin(BrowserView view, byte[] bytes) {
		this.input.stdin(view, bytes);
		boolean behind;
		synchronized (this.ring) {
			this.lead = view;
			behind = view.isFlooded() || (limit() - this.ring.head() < this.limits.window().toBytes() / 2
					&& !this.ring.atHead().isAlternateScreen());
		}
		if (behind && FloodSkip.isAskedFor(bytes)) {
			this.skip.begin();
			flow();
		}
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
		this.input.resize(size);
		synchronized (this.ring) {
			this.lead = view;
			view.fits(size);
		}
		this.views.forEach(BrowserView::pump);
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

	boolean isSkipping() {
		return this.skip.isActive();
	}

	TerminalSize size() {
		return this.input.size();
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
