package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;

import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

import ai.miosa.samples.webterminal.bridge.BrowserView;

/**
 * Connects a page to the terminal that it names.
 */
@Component
class TerminalHandler extends AbstractWebSocketHandler {

	private static final String VIEW = TerminalHandler.class.getName() + ".view";

	private static final CloseStatus NO_SUCH_TERMINAL = new CloseStatus(4404, "No such terminal");

	private static final CloseStatus TOO_MANY_PAGES = new CloseStatus(4429, "Too many pages");

	private final Terminals terminals;

	TerminalHandler(Terminals terminals) {
		this.terminals = terminals;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession browser) throws IOException {
		Principal user = Objects.requireNonNull(browser.getPrincipal());
		MultiValueMap<String, String> parameters = UriComponentsBuilder
			.fromUri(Objects.requireNonNull(browser.getUri()))
			.build()
			.getQueryParams();
		Optional<Terminals.Terminal> terminal = this.terminals.find(user.getName(), parameters.getFirst("id"));
		if (terminal.isEmpty()) {
			browser.close(NO_SUCH_TERMINAL);
			return;
		}
		try {
			String page = String.valueOf(parameters.getFirst("page"));
			browser.getAttributes().put(VIEW, terminal.get().bridge().attach(browser, page));
		}
		catch (IllegalStateException ex) {
			browser.close(TOO_MANY_PAGES);
		}
	}

	@Override
	public void handleMessage(WebSocketSession browser, WebSocketMessage<?> message) {
		view(browser).ifPresent((view) -> view.handle(message));
	}

	@Override
	public void afterConnectionClosed(WebSocketSession browser, CloseStatus status) {
		view(browser).ifPresent(BrowserView::detach);
	}

	private static Optional<BrowserView> view(WebSocketSession browser) {
		return Optional.ofNullable((BrowserView) browser.getAttributes().get(VIEW));
	}

}
