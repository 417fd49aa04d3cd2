package ai.miosa.samples.webterminal.bridge;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.TerminalSize;

/**
 * Connects one {@link MiosaSession} to any number of pages.
 * <p>
 * Output passes through a ring that keeps the latest of it, and each page reads the ring
 * at its own pace. Back-pressure is applied to the computer once the fastest page that
 * shows the terminal has a whole {@link Limits#window()} to show; a page that falls out
 * of the ring continues with its oldest output. While no page shows the terminal, the
 * command runs on and the ring keeps the latest output.
 * <p>
 * No thread waits for a browser. A thread of the executor waits while the computer takes
 * no stdin. All state is guarded by the ring. Thread-safe.
 */
public final class TerminalBridge {

	private static final Logger logger = LoggerFactory.getLogger(TerminalBridge.class);

	private static final int MAX_INPUTS = 100;

	private final List<BrowserView> views = new CopyOnWriteArrayList<>();

	private final Map<String, Input> inputs = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Input> eldest) {
			return size() > MAX_INPUTS;
		}

	};

	private final ReplayRing ring;

	private final MiosaSession session;

	private final Limits limits;

	private final Executor executor;

	private final Disposable output;

	private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

	private ByteBuffer pending = ByteBuffer.allocate(0);

	private Sinks.@Nullable Empty<Void> written;

	private boolean complete;

	private TerminalSize size;

	private boolean resizing;

	private long replying;

	private @Nullable BrowserView lead;

	private @Nullable End end;

	private @Nullable Instant unwatchedSince = Instant.now();

	/**
	 * Create a bridge.
	 * @param session a session on a pseudo-terminal, opened with
	 * {@link ai.miosa.spring.session.OutputMode#STREAMED} and read by nobody else
	 * @param size the size it was opened with
	 * @param limits the limits
	 * @param executor where to wait for the computer and for slow browsers
	 */
	public TerminalBridge(MiosaSession session, TerminalSize size, Limits limits, Executor executor) {
		this.session = session;
		this.size = size;
		this.limits = limits;
		this.executor = executor;
		this.ring = new ReplayRing(limits.replay);
		this.output = session.output()
			.concatMap(this::write, 0)
			.doFinally((signal) -> complete())
			.subscribe(null, (ex) -> logger.debug("The session was lost", ex));
		session.exitCode().whenComplete((code, ex) -> end(new End(code, (ex != null) ? ex.getMessage() : null)));
	}

	private Mono<Void> write(SessionOutput output) {
		Sinks.Empty<Void> written = Sinks.empty();
		synchronized (this.ring) {
			this.pending = output.data();
			this.written = written;
		}
		flow();
		return written.asMono();
	}

	/**
	 * Move output on as far as it may go. A page that does not show the terminal is only
	 * told what has changed.
	 */
	void flow() {
		Sinks.Empty<Void> written = null;
		synchronized (this.ring) {
			ScreenState.Status before = this.ring.atHead().status();
			long limit = this.views.stream()
				.filter(BrowserView::isShowing)
				.mapToLong(this::limit)
				.max()
				.orElse(Long.MAX_VALUE);
			long length = Math.min(this.pending.remaining(), limit - this.ring.head());
			if (length > 0) {
				this.ring.write(this.pending, (int) length);
			}
			if (!this.pending.hasRemaining()) {
				written = this.written;
				this.written = null;
			}
			boolean changed = !this.ring.atHead().status().equals(before);
			this.views.stream().filter((view) -> changed || view.isShowing()).forEach(BrowserView::pump);
		}
		if (written != null) {
			written.tryEmitEmpty();
		}
	}

	private void complete() {
		synchronized (this.ring) {
			this.complete = true;
		}
		this.views.forEach(BrowserView::pump);
	}

	private void end(End end) {
		synchronized (this.ring) {
			if (this.end == null) {
				this.end = end;
			}
		}
		this.views.forEach(BrowserView::pump);
	}

	/**
	 * End the command.
	 * @param reason what to tell the pages
	 */
	public void close(String reason) {
		end(new End(null, reason));
		this.output.dispose();
		this.session.close();
	}

	/**
	 * Connect a page, in place of its former connection.
	 * @param browser the connection, which nobody else sends on
	 * @param page the id that the page has given itself
	 * @return the connected page
	 * @throws IllegalStateException if there are too many pages
	 */
	public BrowserView attach(WebSocketSession browser, String page) {
		BrowserView view;
		synchronized (this.ring) {
			Input input = this.inputs.computeIfAbsent(page, (id) -> new Input());
			this.views.remove(input.view);
			Assert.state(this.views.size() < this.limits.pages, "Too many pages show this terminal");
			view = new BrowserView(this, browser, this.ring, input);
			input.view = view;
			this.views.add(view);
			this.unwatchedSince = null;
		}
		view.pump();
		return view;
	}

	void detach(BrowserView view) {
		synchronized (this.ring) {
			if (this.views.remove(view) && this.views.isEmpty()) {
				this.unwatchedSince = Instant.now();
			}
		}
		flow();
	}

	void stdin(BrowserView view, Input input, byte[] bytes) {
		if (input.view == view) {
			Assert.isTrue(input.received - input.taken + bytes.length <= this.limits.stdin,
					"The page does not wait for its stdin to be taken");
			input.received += bytes.length;
			this.lead = view;
			send(() -> this.session.sendStdin(bytes), () -> input.taken += bytes.length);
		}
	}

	/**
	 * Pass on what a screen answers to a question of the program's. All pages answer, and
	 * only the one in use counts.
	 */
	void reply(BrowserView view, byte[] bytes) {
		BrowserView lead = this.lead;
		boolean counts = lead == null || lead == view || !lead.isShowing() || !this.views.contains(lead);
		if (counts && this.replying + bytes.length <= this.limits.stdin) {
			this.replying += bytes.length;
			send(() -> this.session.sendStdin(bytes), () -> this.replying -= bytes.length);
		}
	}

	void resize(BrowserView view, TerminalSize size) {
		boolean changed = !size.equals(this.size);
		this.lead = view;
		this.size = size;
		view.fits(size);
		if (changed && !this.resizing) {
			this.resizing = true;
			send(this::sendSize, () -> {
			});
		}
	}

	private void sendSize() {
		TerminalSize size;
		synchronized (this.ring) {
			this.resizing = false;
			size = this.size;
		}
		this.session.resize(size.columns(), size.rows());
	}

	private void send(Runnable action, Runnable sent) {
		this.sending = this.sending.thenRunAsync(() -> {
			try {
				action.run();
			}
			catch (MiosaException | IllegalStateException ex) {
				logger.debug("The terminal has ended before it took everything", ex);
			}
			synchronized (this.ring) {
				sent.run();
			}
			this.views.forEach(BrowserView::pump);
		}, this.executor);
	}

	TerminalSize size() {
		return this.size;
	}

	long limit(BrowserView view) {
		return view.shown() + this.limits.window;
	}

	void execute(Runnable action) {
		try {
			this.executor.execute(action);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application is shutting down", ex);
		}
	}

	/**
	 * Return whether the terminal is of no use any more.
	 * @param since the moment from which on no page must have shown it
	 * @return {@code false} if a page has, or if the shell runs a command
	 */
	public boolean isAbandoned(Instant since) {
		synchronized (this.ring) {
			boolean busy = this.end == null && this.ring.atHead().status().busy();
			return !busy && this.unwatchedSince != null && this.unwatchedSince.isBefore(since);
		}
	}

	/**
	 * Return how the terminal has ended.
	 * @return {@code null} if it has not, or not all of its output has been read
	 */
	public @Nullable End getEnd() {
		synchronized (this.ring) {
			return this.complete ? this.end : null;
		}
	}

	/**
	 * The end of a terminal.
	 *
	 * @param exitCode the exit code, or {@code null} if it is not known
	 * @param message why it is not known
	 */
	public record End(@Nullable Integer exitCode, @Nullable String message) {

	}

	/**
	 * Limits of a bridge, with sizes in bytes.
	 *
	 * @param replay the latest output that is kept for pages that connect later or fall
	 * behind
	 * @param window the output that a page may have been sent and not yet have shown:
	 * more is faster, less obeys {@code ^C} sooner
	 * @param stdin the stdin of a page that may wait for the computer
	 * @param pages how many pages may show the terminal
	 */
	public record Limits(int replay, int window, int stdin, int pages) {

		public Limits {
			Assert.isTrue(replay > window && window > 0 && stdin > 0 && pages > 0, "The limits do not fit together");
		}

	}

	/**
	 * The stdin of one page. It outlives the page's connections: a page that reconnects
	 * is told how much has arrived and sends the rest, so that nothing is lost or sent
	 * twice.
	 */
	static final class Input {

		@Nullable BrowserView view;

		long received;

		long taken;

	}

}
