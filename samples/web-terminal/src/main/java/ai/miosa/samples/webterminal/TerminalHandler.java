package ai.miosa.samples.webterminal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.exec.MiosaComputer;
import ai.miosa.spring.exec.MiosaExecTemplate;
import ai.miosa.spring.session.TerminalSize;

/**
 * Gives each browser connection a {@link Terminal} of its own. Binary messages are stdin;
 * everything else the page has to say is a small JSON object.
 */
@Component
class TerminalHandler extends AbstractWebSocketHandler {

	private final Map<String, Terminal> terminals = new ConcurrentHashMap<>();

	private final MiosaComputer computer;

	private final JsonMapper json;

	TerminalHandler(MiosaExecTemplate miosa, JsonMapper json) {
		this.computer = miosa.computer();
		this.json = json;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession browser) {
		this.terminals.put(browser.getId(), new Terminal(new TerminalPage(browser, this.json)));
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession browser, BinaryMessage message) {
		byte[] stdin = new byte[message.getPayloadLength()];
		message.getPayload().get(stdin);
		terminal(browser).ifPresent((terminal) -> terminal.stdin(stdin));
	}

	@Override
	protected void handleTextMessage(WebSocketSession browser, TextMessage message) {
		JsonNode request = this.json.readTree(message.getPayload());
		terminal(browser).ifPresent((terminal) -> handle(terminal, request));
	}

	private void handle(Terminal terminal, JsonNode request) {
		switch (request.path("type").asString("")) {
			case "open" -> terminal.open(this.computer, terminalSize(request));
			case "resize" -> terminal.resize(terminalSize(request));
			case "shown" -> terminal.shown(request.path("bytes").asInt());
			case "alive" -> {
				// To arrive is all it is for
			}
			default -> throw new IllegalArgumentException("The message is of no known type");
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession browser, CloseStatus status) {
		Optional.ofNullable(this.terminals.remove(browser.getId())).ifPresent(Terminal::close);
	}

	// A message may be read after the connection was closed from this side
	private Optional<Terminal> terminal(WebSocketSession browser) {
		return Optional.ofNullable(this.terminals.get(browser.getId()));
	}

	private static TerminalSize terminalSize(JsonNode request) {
		return new TerminalSize(request.path("columns").asInt(), request.path("rows").asInt());
	}

}
