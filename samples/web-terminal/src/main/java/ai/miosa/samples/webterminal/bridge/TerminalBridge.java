package ai.miosa.samples.webterminal.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;
import org.springframework.web.socket.WebSocketSession;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.TerminalSize;

/**
 * Connects one {@link MiosaSession} to the pages that show it.
 * <p>
 * A thread reads output into a ring that keeps the latest {@link #REPLAY} bytes, and each
 * page reads the ring at its own pace. The thread waits, which applies back-pressure to
 * the computer, when the fastest page that shows the terminal has {@link #WINDOW} bytes
 * to show. A page that is so slow that the ring no longer has what it needs continues
 * with the oldest output. While no page shows the terminal, the command continues.
 * <p>
 * All state is guarded by the ring, whose monitor also wakes the thread that reads and
 * those that send to the pages. Thread-safe.
 */
public final class TerminalBridge {

	/**
	 * The output that a page may have been sent and not yet have shown, in bytes. More is
	 * faster; less obeys {@code ^C} sooner.
	 */
	public static final int WINDOW = 128 * 1024;

	/**
	 * The latest output that is kept for pages that connect later or fall behind, in
	 * bytes.
	 */
	public static final int REPLAY = 1024 * 1024;

	/**
	 * The stdin of a page that may wait for the computer, in bytes.
	 */
	public static final int MAX_STDIN = 64 * 1024;

	private static final int MAX_INPUTS = 100;

	// The output that is read or sent at a time
	static final int CHUNK = 32 * 1024;

	// The page that was used last comes first
	private final List<BrowserView> views = new CopyOnWriteArrayList<>();

	private final ConcurrentLruCache<String, Input> inputs = new ConcurrentLruCache<>(MAX_INPUTS,
			(page) -> new Input());

	private final ReplayRing ring = new ReplayRing(REPLAY);

	private final MiosaSession session;

	private final InputStream output;

	private final Executor executor;

	private final AtomicBoolean resizing = new AtomicBoolean();

	private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

	private volatile TerminalSize size;

	private @Nullable End end;

	private Instant lastSeen = Instant.now();

	/**
	 * Create a bridge.
	 * @param session a session on a pseudo-terminal, opened with
	 * {@link ai.miosa.spring.session.OutputMode#STREAMED} and read by nothing else
	 * @param size the size with which it was opened
	 * @param executor runs a task that reads, one for each connection of a page, and one
	 * while stdin is sent; tasks block
	 */
	public TerminalBridge(MiosaSession session, TerminalSize size, Executor executor) {
		this.session = session;
		this.output = session.stdout();
		this.size = size;
		this.executor = executor;
		executor.execute(this::read);
	}

	private void read() {
		try {
			byte[] bytes = new byte[CHUNK];
			for (int length = this.output.read(bytes); length >= 0; length = this.output.read(bytes)) {
				append(bytes, length);
			}
			end(new End(this.session.await(), null));
		}
		catch (IOException | InterruptedException | MiosaException ex) {
			end(new End(null, Objects.requireNonNullElse(ex.getMessage(), "The server no longer reads the output.")));
		}
	}

	private void append(byte[] output, int length) throws InterruptedException {
		synchronized (this.ring) {
			this.ring.write(output, length);
			this.ring.notifyAll();
			while (this.end == null && isFull()) {
				this.ring.wait();
			}
		}
	}

	// Whether all pages that show the terminal have enough to show
	private boolean isFull() {
		OptionalLong limit = this.views.stream().filter(BrowserView::isShowing).mapToLong(BrowserView::limit).max();
		return limit.isPresent() && limit.getAsLong() <= this.ring.head();
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
		end(new End(null, reason));
		this.session.close();
	}

	/**
	 * Connect a page, replacing its former connection.
	 * @param browser the connection, on which nothing else is sent
	 * @param page the id that the page has chosen for itself
	 * @return the connected page
	 */
	public BrowserView attach(WebSocketSession browser, String page) {
		synchronized (this.ring) {
			Input input = this.inputs.get(page);
			BrowserView view = new BrowserView(this, browser, this.ring, input);
			this.views.remove(input.view);
			this.views.add(view);
			input.view = view;
			this.ring.notifyAll();
			this.executor.execute(view::send);
			return view;
		}
	}

	void detach(BrowserView view) {
		synchronized (this.ring) {
			this.views.remove(view);
			this.lastSeen = Instant.now();
			this.ring.notifyAll();
		}
	}

	boolean isAttached(BrowserView view) {
		return this.views.contains(view);
	}

	void stdin(BrowserView view, Input input, byte[] bytes) {
		Assert.isTrue(input.received - input.taken + bytes.length <= MAX_STDIN,
				"The page must wait until its stdin is taken");
		input.received += bytes.length;
		use(view);
		send(() -> {
			this.session.sendStdin(bytes);
			synchronized (this.ring) {
				input.taken += bytes.length;
				this.ring.notifyAll();
			}
		});
	}

	void resize(BrowserView view, TerminalSize size) {
		boolean changed = !size.equals(this.size);
		this.size = size;
		use(view);
		if (changed && this.resizing.compareAndSet(false, true)) {
			send(() -> {
				this.resizing.set(false);
				TerminalSize latest = this.size;
				this.session.resize(latest.columns(), latest.rows());
			});
		}
	}

	private void use(BrowserView view) {
		this.views.remove(view);
		this.views.add(0, view);
	}

	// An action fails after the end of the terminal, which is reported to the pages
	private void send(Runnable action) {
		this.sending = this.sending.thenRunAsync(action, this.executor).exceptionally((ex) -> null);
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
			return !busy && this.views.isEmpty() && this.lastSeen.isBefore(since);
		}
	}

	/**
	 * How a terminal ended: with an exit code, or for the reason that the message gives.
	 */
	record End(@Nullable Integer exitCode, @Nullable String message) {

	}

	/**
	 * The state that a page receives besides the output (see {@code docs/protocol.md}).
	 */
	record State(String type, long received, long taken, TerminalSize size, ScreenState.Status shell, boolean leading,
			@Nullable End end) {

	}

	/**
	 * The stdin of one page. It outlives the connections of the page: a page that
	 * reconnects learns how much has arrived and sends the rest, so that nothing is lost
	 * or sent twice.
	 */
	static final class Input {

		@Nullable BrowserView view;

		long received;

		long taken;

	}

}
