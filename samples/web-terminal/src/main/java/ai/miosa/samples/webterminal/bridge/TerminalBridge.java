package ai.miosa.samples.webterminal.bridge;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;
import org.springframework.web.socket.WebSocketSession;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.TerminalSize;

/**
 * Connects one {@link MiosaSession} to the pages that show it.
 * <p>
 * Output passes through a ring that keeps the latest of it, and each page reads the ring
 * at its own pace. Back-pressure is applied to the computer when the fastest page that
 * shows the terminal has {@link #WINDOW} bytes to show. A page that is so slow that the
 * ring no longer has what it needs continues with the oldest output. While no page shows
 * the terminal, the command continues and the ring keeps the latest output.
 * <p>
 * All state is guarded by the ring, whose monitor also wakes the threads that send to the
 * pages. Thread-safe.
 */
public final class TerminalBridge {

	/**
	 * The output that a page may have been sent and not yet have shown, in bytes. More is
	 * faster; less obeys {@code ^C} sooner.
	 */
	public static final int WINDOW = 128 * 1024;

	/**
	 * The stdin of a page that may wait for the computer, in bytes.
	 */
	public static final int MAX_STDIN = 64 * 1024;

	private static final int MAX_INPUTS = 100;

	private static final Logger logger = LoggerFactory.getLogger(TerminalBridge.class);

	// The page that was used last comes first
	private final List<BrowserView> views = new CopyOnWriteArrayList<>();

	private final ConcurrentLruCache<String, Input> inputs = new ConcurrentLruCache<>(MAX_INPUTS,
			(page) -> new Input());

	private final ReplayRing ring;

	private final MiosaSession session;

	private final Executor executor;

	private final Disposable output;

	private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

	private ByteBuffer pending = ByteBuffer.allocate(0);

	private Sinks.@Nullable Empty<Void> written;

	private TerminalSize size;

	private boolean resizing;

	private @Nullable End end;

	private @Nullable Instant unwatchedSince = Instant.now();

	/**
	 * Create a bridge.
	 * @param session a session on a pseudo-terminal, opened with
	 * {@link ai.miosa.spring.session.OutputMode#STREAMED} and read by nothing else
	 * @param size the size with which it was opened
	 * @param replay how much of the latest output to keep, in bytes, more than
	 * {@link #WINDOW}
	 * @param executor runs a task for each connection of a page, and one while stdin is
	 * sent; tasks block
	 */
	public TerminalBridge(MiosaSession session, TerminalSize size, int replay, Executor executor) {
		Assert.isTrue(replay > WINDOW, "The replay must be larger than the window");
		this.session = session;
		this.size = size;
		this.executor = executor;
		this.ring = new ReplayRing(replay);
		this.output = session.output()
			.concatMap(this::write, 0)
			.onErrorComplete()
			.then(Mono.fromFuture(session.exitCode(), true))
			.subscribe((code) -> end(new End(code, null)), (ex) -> end(new End(null, ex.getMessage())));
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
	 * Move as much output to the ring as the pages allow, and wake the pages.
	 */
	void flow() {
		Sinks.Empty<Void> written = null;
		synchronized (this.ring) {
			long limit = this.views.stream()
				.filter(BrowserView::isShowing)
				.mapToLong(BrowserView::limit)
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
			this.ring.notifyAll();
		}
		if (written != null) {
			written.tryEmitEmpty();
		}
	}

	private void end(End end) {
		synchronized (this.ring) {
			if (this.end == null) {
				this.end = end;
			}
			this.ring.notifyAll();
		}
	}

	/**
	 * End the command.
	 * @param reason the message for the pages
	 */
	public void close(String reason) {
		this.output.dispose();
		end(new End(null, reason));
		this.session.close();
	}

	/**
	 * Connect a page, replacing its former connection.
	 * @param browser the connection, on which nothing else is sent
	 * @param page the id that the page has chosen for itself
	 * @param offset how much of the output the page has, in bytes
	 * @return the connected page
	 */
	public BrowserView attach(WebSocketSession browser, String page, long offset) {
		synchronized (this.ring) {
			Input input = this.inputs.get(page);
			BrowserView view = new BrowserView(this, browser, this.ring, input, offset);
			this.views.remove(input.view);
			this.views.add(view);
			input.view = view;
			this.unwatchedSince = null;
			this.ring.notifyAll();
			this.executor.execute(view::send);
			return view;
		}
	}

	void detach(BrowserView view) {
		synchronized (this.ring) {
			if (this.views.remove(view) && this.views.isEmpty()) {
				this.unwatchedSince = Instant.now();
			}
		}
		flow();
	}

	boolean isAttached(BrowserView view) {
		return this.views.contains(view);
	}

	void stdin(BrowserView view, Input input, byte[] bytes) {
		Assert.isTrue(input.received - input.taken + bytes.length <= MAX_STDIN,
				"The page must wait until its stdin is taken");
		input.received += bytes.length;
		use(view);
		send(() -> this.session.sendStdin(bytes), () -> input.taken += bytes.length);
	}

	void resize(BrowserView view, TerminalSize size) {
		boolean changed = !size.equals(this.size);
		this.size = size;
		use(view);
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

	private void use(BrowserView view) {
		if (this.views.indexOf(view) > 0) {
			this.views.remove(view);
			this.views.add(0, view);
		}
	}

	private void send(Runnable action, Runnable sent) {
		this.sending = this.sending.thenRunAsync(() -> {
			try {
				action.run();
			}
			catch (MiosaException | IllegalStateException ex) {
				logger.debug("The terminal ended before everything was sent", ex);
			}
			synchronized (this.ring) {
				sent.run();
				this.ring.notifyAll();
			}
		}, this.executor);
	}

	State state(BrowserView view, Input input) {
		boolean leading = this.views.stream().filter(BrowserView::isShowing).findFirst().orElse(null) == view;
		return new State("state", input.received, input.taken, this.size, this.ring.atHead().status(), leading,
				view.isBehind() ? null : this.end);
	}

	/**
	 * Return whether the terminal can be closed.
	 * @param since when the last page must have left it
	 * @return {@code false} if a page has shown it since, or if the shell runs a command
	 */
	public boolean isAbandoned(Instant since) {
		synchronized (this.ring) {
			boolean busy = this.end == null && this.ring.atHead().status().busy();
			return !busy && this.unwatchedSince != null && this.unwatchedSince.isBefore(since);
		}
	}

	/**
	 * How a terminal ended: with an exit code, or for the reason that the message gives.
	 */
	record End(@Nullable Integer exitCode, @Nullable String message) {

	}

	/**
	 * What a page is told besides the output (see {@code docs/protocol.md}).
	 */
	record State(String type, long received, long taken, TerminalSize size, ScreenState.Status shell, boolean leading,
			@Nullable End end) {

	}

	/**
	 * The stdin of one page. It outlives the connections of the page: a page that
	 * reconnects is told how much has arrived and sends the rest, so that nothing is lost
	 * or sent twice.
	 */
	static final class Input {

		@Nullable BrowserView view;

		long received;

		long taken;

	}

}
