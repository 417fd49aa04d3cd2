package ai.miosa.samples.webterminal.bridge;

import java.io.IOException;
import java.util.Map;

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
 * One connection of a page to a {@link TerminalBridge}. Nothing is queued for the page:
 * what to send next is derived from the state, so that a slow page costs no memory. All
 * state is guarded by the ring.
 */
public final class BrowserView {

	private static final Logger logger = LoggerFactory.getLogger(BrowserView.class);

	private static final JsonMapper json = new JsonMapper();

	private final TerminalBridge bridge;

	private final WebSocketSession browser;

	private final ReplayRing ring;

	private final TerminalBridge.Input input;

	private long sent;

	private long shown;

	private boolean showing;

	private boolean synced;

	private TerminalBridge.@Nullable State told;

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
				// Messages of a connection that was replaced or is about to be closed are
				// ignored
				if (this.bridge.isAttached(this)) {
					take(message);
				}
			}
			catch (IllegalArgumentException | JacksonException ex) {
				logger.debug("The page does not follow the protocol", ex);
				detach();
			}
			this.ring.notifyAll();
		}
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
				this.told = null;
			}
			case "hide" -> {
				this.showing = false;
			}
			case "show" -> show(message.path("offset").asLong());
			case "shown" -> {
				long offset = message.path("offset").asLong();
				Assert.isTrue(offset <= this.sent, "The page has shown what it was not sent");
				this.shown = Math.max(this.shown, offset);
			}
			case "resize" -> this.bridge.resize(this,
					new TerminalSize(message.path("columns").asInt(), message.path("rows").asInt()));
			default -> throw new IllegalArgumentException("Unknown type of message");
		}
	}

	private void show(long offset) {
		this.showing = true;
		if (!this.synced) {
			this.sent = offset;
			this.shown = offset;
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

	boolean isBehind() {
		return this.showing && this.sent != this.ring.head();
	}

	long limit() {
		return this.shown + TerminalBridge.WINDOW;
	}

	/**
	 * Send what there is to send until the page leaves. Blocks. Only this thread closes
	 * the connection: Tomcat breaks it when the container's thread closes it while a
	 * message is being sent.
	 */
	void send() {
		try {
			for (WebSocketMessage<?> next = await(); next != null; next = await()) {
				this.browser.sendMessage(next);
			}
			this.browser.close(CloseStatus.POLICY_VIOLATION);
		}
		catch (IOException | IllegalStateException | InterruptedException ex) {
			logger.debug("The browser has disconnected", ex);
		}
		detach();
	}

	private @Nullable WebSocketMessage<?> await() throws InterruptedException {
		synchronized (this.ring) {
			while (this.bridge.isAttached(this)) {
				WebSocketMessage<?> next = next();
				if (next != null) {
					return next;
				}
				this.ring.wait();
			}
			return null;
		}
	}

	private @Nullable WebSocketMessage<?> next() {
		TerminalBridge.State state = this.bridge.state(this, this.input);
		if (!state.equals(this.told)) {
			this.told = state;
			return new TextMessage(json.writeValueAsString(state));
		}
		return this.showing ? nextOutput() : null;
	}

	private @Nullable WebSocketMessage<?> nextOutput() {
		boolean held = this.ring.holds(this.sent);
		if (!(this.synced && held)) {
			// A page that is too far behind first shows what it has been sent
			return (held || this.shown == this.sent) ? sync(held) : null;
		}
		int length = (int) Math.min(TerminalBridge.CHUNK, Math.min(limit(), this.ring.head()) - this.sent);
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
			this.sent = this.ring.tail();
			this.shown = this.sent;
			restore = "\u001bc" + this.ring.atTail().toControlSequences();
		}
		return new TextMessage(json
			.writeValueAsString(Map.of("type", "sync", "from", this.sent, "to", this.ring.head(), "restore", restore)));
	}

}
