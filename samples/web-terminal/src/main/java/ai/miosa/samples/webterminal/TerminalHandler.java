package ai.miosa.samples.webterminal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Optional;

import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.samples.webterminal.bridge.BrowserView;
import ai.miosa.samples.webterminal.bridge.TerminalBridge;
import ai.miosa.spring.session.TerminalSize;

/**
 * Lets a browser window watch the terminal that it names. Binary messages are stdin;
 * everything else the page has to say is a small JSON object. Whatever is none of these
 * closes the connection.
 */
@Component
class TerminalHandler extends AbstractWebSocketHandler {

	private static final String VIEW = TerminalHandler.class.getName() + ".view";

	// So that the page tells it from a broken connection
	private static final CloseStatus NO_SUCH_TERMINAL = new CloseStatus(4404, "No such terminal");

	private static final CloseStatus TOO_MANY_WINDOWS = new CloseStatus(4429, "Too many windows");

	private final Terminals terminals;

	private final JsonMapper json;

	TerminalHandler(Terminals terminals, JsonMapper json) {
		this.terminals = terminals;
		this.json = json;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession browser) throws Exception {
		Optional<TerminalBridge> terminal = find(browser);
		if (terminal.isEmpty()) {
			browser.close(NO_SUCH_TERMINAL);
			return;
		}
		try {
			browser.getAttributes().put(VIEW, terminal.get().attach(browser));
		}
		catch (IllegalStateException ex) {
			browser.close(TOO_MANY_WINDOWS);
		}
	}

	private Optional<TerminalBridge> find(WebSocketSession browser) {
		Principal user = browser.getPrincipal();
		URI uri = browser.getUri();
		String id = (uri != null) ? UriComponentsBuilder.fromUri(uri).build().getQueryParams().getFirst("id") : null;
		return (user != null && id != null) ? this.terminals.find(user.getName(), id) : Optional.empty();
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession browser, BinaryMessage message) {
		byte[] stdin = new byte[message.getPayloadLength()];
		message.getPayload().get(stdin);
		view(browser).ifPresent((view) -> view.stdin(stdin));
	}

	@Override
	protected void handleTextMessage(WebSocketSession browser, TextMessage message) {
		JsonNode request = this.json.readTree(message.getPayload());
		view(browser).ifPresent((view) -> handle(view, request));
	}

	private void handle(BrowserView view, JsonNode request) {
		switch (request.path("type").asString("")) {
			case "showFrom" -> view.showFrom(request.path("offset").asLong());
			case "show" -> view.show();
			case "hide" -> view.hide();
			case "shown" -> view.shown(request.path("offset").asLong());
			case "resize" ->
				view.resize(new TerminalSize(request.path("columns").asInt(), request.path("rows").asInt()));
			case "reply" -> view.reply(request.path("data").asString("").getBytes(StandardCharsets.UTF_8));
			case "alive" -> {
				// To arrive is all it is for
			}
			default -> throw new IllegalArgumentException("The message is of no known type");
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession browser, CloseStatus status) {
		view(browser).ifPresent(BrowserView::detach);
	}

	private static Optional<BrowserView> view(WebSocketSession browser) {
		return Optional.ofNullable((BrowserView) browser.getAttributes().get(VIEW));
	}

}
