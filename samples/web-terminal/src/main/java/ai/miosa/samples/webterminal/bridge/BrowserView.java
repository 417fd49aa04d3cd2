package ai.miosa.samples.webterminal.bridge;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.session.TerminalSize;

/**
 * One browser window's part in a {@link TerminalBridge}. What there is to tell the window
 * is kept as state and not in a queue, so that a slow window costs no memory. Nothing
 * that the window says is believed beyond what it was sent: it can harm none but its own
 * user's terminal.
 */
public final class BrowserView {

	private static final int FRAME = 32 * 1024;

	private static final JsonMapper json = new JsonMapper();

	private final TerminalBridge bridge;

	private final ReplayRing ring;

	private final BridgeLimits limits;

	private final MessagePump pump;

	private boolean showing;

	private boolean synced;

	private long sent;

	private long shown;

	private long caughtUp;

	private long inputWaiting;

	private long inputMoving;

	private long inputTaken;

	private @Nullable TerminalSize knownSize;

	private @Nullable Status knownStatus;

	private boolean knowsEnd;

	BrowserView(TerminalBridge bridge, WebSocketSession browser, ReplayRing ring, BridgeLimits limits) {
		this.bridge = bridge;
		this.ring = ring;
		this.limits = limits;
		this.pump = new MessagePump(browser, limits.sendTimeout(), this::next);
	}

	/**
	 * Show the terminal from an offset in its output on, or from the oldest output that
	 * is still there.
	 * @param offset how much output the window has
	 */
	public void showFrom(long offset) {
		synchronized (this.ring) {
			this.sent = offset;
			this.shown = offset;
		}
		show();
	}

	/**
	 * Go on showing the terminal.
	 */
	public void show() {
		synchronized (this.ring) {
			this.showing = true;
			this.synced = false;
			this.caughtUp = this.ring.head();
		}
		this.bridge.flow();
	}

	/**
	 * Send no more output until the terminal is shown again.
	 */
	public void hide() {
		synchronized (this.ring) {
			this.showing = false;
		}
		this.bridge.flow();
	}

	/**
	 * Take note that the window has shown the output up to an offset.
	 * @param offset the offset
	 * @throws IllegalArgumentException if that much has not been sent
	 */
	public void shown(long offset) {
		synchronized (this.ring) {
			Assert.isTrue(offset <= this.sent, "The window has shown what it was not sent");
			this.shown = Math.max(this.shown, offset);
			if (this.shown == this.ring.head()) {
				this.caughtUp = this.shown;
			}
		}
		this.bridge.flow();
	}

	/**
	 * Send input to the computer.
	 * @param bytes the input
	 * @throws IllegalArgumentException if the window does not wait for its input to be
	 * taken
	 */
	public void stdin(byte[] bytes) {
		this.bridge.stdin(this, bytes);
	}

	/**
	 * Send the answer of the window's screen to a question of the program's.
	 * @param bytes the answer
	 */
	public void reply(byte[] bytes) {
		this.bridge.reply(this, bytes);
	}

	/**
	 * Fit the terminal to this window.
	 * @param size the size
	 */
	public void resize(TerminalSize size) {
		this.bridge.resize(this, size);
	}

	/**
	 * Take no part any more.
	 */
	public void detach() {
		this.bridge.detach(this);
	}

	void pump() {
		this.pump.pump();
	}

	boolean isShowing() {
		return this.showing;
	}

	/**
	 * Return whether more has come than is kept since the window had shown all: it is
	 * then shown the latest output again and again, and not all in between.
	 */
	boolean isFlooded() {
		return this.ring.head() - this.caughtUp > this.limits.replay().toBytes()
				&& !this.ring.atHead().isAlternateScreen();
	}

	long limit() {
		return this.shown + this.limits.window().toBytes();
	}

	void await(int input) {
		Assert.isTrue(this.inputWaiting + this.inputMoving + this.inputTaken + input <= this.limits.stdin().toBytes(),
				"The window does not wait for its input to be taken");
		this.inputWaiting += input;
	}

	void moveInput() {
		this.inputMoving += this.inputWaiting;
		this.inputWaiting = 0;
	}

	void inputTaken() {
		synchronized (this.ring) {
			this.inputTaken += this.inputMoving;
			this.inputMoving = 0;
		}
		pump();
	}

	void drop(int input) {
		synchronized (this.ring) {
			this.inputTaken += input;
		}
		pump();
	}

	void fits(TerminalSize size) {
		this.knownSize = size;
	}

	private @Nullable Object next() {
		synchronized (this.ring) {
			if (this.inputTaken > 0) {
				return taken();
			}
			if (!this.bridge.size().equals(this.knownSize)) {
				return size();
			}
			ScreenState state = this.ring.atHead();
			Status status = new Status(state.title(), state.isBusy(), state.lastExitCode());
			if (!status.equals(this.knownStatus)) {
				return status(status);
			}
			if (this.bridge.isSkipping()) {
				return null;
			}
			if (this.showing && !(this.synced && isInRing())) {
				// Or a window that is behind would be sent one window after the other
				return (isInRing() || this.shown == this.sent) ? sync() : null;
			}
			if (this.showing && this.sent < this.ring.head() && this.sent < limit()) {
				return output();
			}
			TerminalEnd end = this.bridge.getEnd();
			if (end != null && !this.knowsEnd && (!this.showing || this.sent == this.ring.head())) {
				return end(end);
			}
			return null;
		}
	}

	private boolean isInRing() {
		return this.ring.holds(this.sent);
	}

	private String taken() {
		long bytes = this.inputTaken;
		this.inputTaken = 0;
		return message("taken", Map.of("bytes", bytes));
	}

	private String size() {
		TerminalSize size = this.bridge.size();
		this.knownSize = size;
		return message("size", Map.of("columns", size.columns(), "rows", size.rows()));
	}

	private String status(Status status) {
		this.knownStatus = status;
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("title", status.title());
		content.put("busy", status.busy());
		content.put("lastExitCode", status.lastExitCode());
		return message("status", content);
	}

	// ESC c resets the screen, which happens in its turn after the output before it
	private String sync() {
		this.synced = true;
		String restore = "";
		if (!isInRing()) {
			this.sent = this.ring.start();
			this.shown = this.sent;
			restore = "\u001bc" + this.ring.atTail().toControlSequences();
		}
		return message("sync", Map.of("from", this.sent, "to", this.ring.head(), "restore", restore));
	}

	private byte[] output() {
		byte[] output = this.ring.read(this.sent, (int) Math.min(FRAME, limit() - this.sent));
		this.sent += output.length;
		return output;
	}

	private String end(TerminalEnd end) {
		this.knowsEnd = true;
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("offset", this.ring.head());
		content.put("exitCode", end.exitCode());
		content.put("message", end.message());
		return message("end", content);
	}

	private static String message(String type, Map<String, ?> content) {
		Map<String, Object> message = new LinkedHashMap<>(content);
		message.put("type", type);
		return json.writeValueAsString(message);
	}

	/**
	 * What the window shows besides the screen.
	 */
	private record Status(@Nullable String title, boolean busy, @Nullable Integer lastExitCode) {

	}

}
