package ai.miosa.samples.webterminal.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.session.TerminalSize;

/**
 * One connection of a page to a {@link TerminalBridge}. What there is to tell the page is
 * kept as state and not in a queue, so that a slow page costs no memory. The state is
 * guarded by the ring.
 */
public final class BrowserView {

	private static final Logger logger = LoggerFactory.getLogger(BrowserView.class);

	private static final int FRAME = 32 * 1024;

	private static final JsonMapper json = new JsonMapper();

	private final AtomicInteger pumping = new AtomicInteger();

	private final TerminalBridge bridge;

	private final WebSocketSession browser;

	private final ReplayRing ring;

	private final TerminalBridge.Input input;

	private boolean showing;

	private boolean synced;

	private long sent;

	private long shown;

	private boolean asked;

	private volatile boolean invalid;

	private boolean knowsEnd;

	private long knownTaken = -1;

	private @Nullable TerminalSize knownSize;

	private ScreenState.@Nullable Status knownStatus;

	BrowserView(TerminalBridge bridge, WebSocketSession browser, ReplayRing ring, TerminalBridge.Input input) {
		this.bridge = bridge;
		this.browser = browser;
		this.ring = ring;
		this.input = input;
	}

	/**
	 * Take a message. One that does not follow the protocol closes the connection.
	 * @param message stdin as bytes, or a JSON object
	 */
	public void handle(WebSocketMessage<?> message) {
		synchronized (this.ring) {
			try {
				take(message);
			}
			catch (IllegalArgumentException | JacksonException ex) {
				logger.debug("The page does not follow the protocol", ex);
				this.invalid = true;
			}
		}
		this.bridge.flow();
		pump();
	}

	private void take(WebSocketMessage<?> message) {
		if (message instanceof BinaryMessage stdin) {
			byte[] bytes = new byte[stdin.getPayloadLength()];
			stdin.getPayload().get(bytes);
			this.bridge.stdin(this, this.input, bytes);
		}
		else {
			take(json.readTree((String) message.getPayload()));
		}
	}

	private void take(JsonNode message) {
		switch (message.path("type").asString("")) {
			case "alive" -> {
				this.asked = true;
			}
			case "hide" -> {
				this.showing = false;
			}
			case "show" -> {
				this.sent = message.path("offset").asLong(this.sent);
				this.shown = message.path("offset").asLong(this.shown);
				this.synced = false;
				this.showing = true;
			}
			case "shown" -> {
				long offset = message.path("offset").asLong();
				Assert.isTrue(offset <= this.sent, "The page has shown what it was not sent");
				this.shown = Math.max(this.shown, offset);
			}
			case "resize" -> this.bridge.resize(this,
					new TerminalSize(message.path("columns").asInt(), message.path("rows").asInt()));
			case "reply" -> this.bridge.reply(this, message.path("data").asString("").getBytes(StandardCharsets.UTF_8));
			default -> throw new IllegalArgumentException("Unknown type of message");
		}
	}

	/**
	 * Leave the terminal.
	 */
	public void detach() {
		this.bridge.detach(this);
	}

	boolean isShowing() {
		return this.showing;
	}

	long shown() {
		return this.shown;
	}

	void fits(TerminalSize size) {
		this.knownSize = size;
	}

	/**
	 * Send what there is to send, on another thread, which a slow browser blocks. Nothing
	 * else sends or closes: a close on the container's thread while a message is being
	 * sent may break the connection instead.
	 */
	void pump() {
		if (this.pumping.getAndIncrement() == 0) {
			this.bridge.execute(this::send);
		}
	}

	private void send() {
		int calls;
		do {
			calls = this.pumping.get();
			try {
				for (WebSocketMessage<?> next = next(); next != null; next = next()) {
					this.browser.sendMessage(next);
				}
				if (this.invalid) {
					this.browser.close(CloseStatus.POLICY_VIOLATION);
				}
			}
			catch (IOException | IllegalStateException ex) {
				logger.debug("The browser has disconnected", ex);
				detach();
				return;
			}
		}
		while (this.pumping.addAndGet(-calls) != 0);
	}

	private @Nullable WebSocketMessage<?> next() {
		synchronized (this.ring) {
			if (this.input.view != this || this.invalid) {
				return null;
			}
			if (this.asked) {
				this.asked = false;
				return message("alive");
			}
			if (this.knownTaken != this.input.taken) {
				this.knownTaken = this.input.taken;
				return message("stdin", "received", this.input.received, "taken", this.input.taken);
			}
			TerminalSize size = this.bridge.size();
			if (!size.equals(this.knownSize)) {
				this.knownSize = size;
				return message("size", "columns", size.columns(), "rows", size.rows());
			}
			ScreenState.Status status = this.ring.atHead().status();
			if (!status.equals(this.knownStatus)) {
				this.knownStatus = status;
				return message("status", "title", status.title(), "busy", status.busy(), "lastExitCode",
						status.lastExitCode());
			}
			return this.showing ? nextOutput() : nextEnd();
		}
	}

	private @Nullable WebSocketMessage<?> nextOutput() {
		boolean held = this.ring.holds(this.sent);
		if (!(this.synced && held)) {
			// A page that is too far behind first shows what it has been sent
			return (held || this.shown == this.sent) ? sync(held) : null;
		}
		if (this.sent == this.ring.head()) {
			return nextEnd();
		}
		int length = (int) Math.min(FRAME, this.bridge.limit(this) - this.sent);
		if (length <= 0) {
			return null;
		}
		byte[] output = this.ring.read(this.sent, length);
		this.sent += output.length;
		return new BinaryMessage(output);
	}

	// ESC c resets the screen in its turn, after the output before it
	private TextMessage sync(boolean held) {
		this.synced = true;
		String restore = "";
		if (!held) {
			this.sent = this.ring.start();
			this.shown = this.sent;
			restore = "\u001bc" + this.ring.atTail().toControlSequences();
		}
		return message("sync", "from", this.sent, "to", this.ring.head(), "restore", restore);
	}

	private @Nullable TextMessage nextEnd() {
		TerminalBridge.End end = this.bridge.getEnd();
		if (end == null || this.knowsEnd) {
			return null;
		}
		this.knowsEnd = true;
		return message("end", "offset", this.ring.head(), "exitCode", end.exitCode(), "message", end.message());
	}

	private static TextMessage message(String type, @Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("type", type);
		for (int i = 0; i < namesAndValues.length; i += 2) {
			message.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return new TextMessage(json.writeValueAsString(message));
	}

}
