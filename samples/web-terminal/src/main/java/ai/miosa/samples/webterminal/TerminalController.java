package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

import ai.miosa.samples.webterminal.bridge.BrowserView;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.TerminalSize;

/**
 * Opens, lists and closes the terminals of a user, connects pages to them, and reports
 * the state of the computer.
 */
@RestController
class TerminalController extends AbstractWebSocketHandler {

	private static final String VIEW = TerminalController.class.getName() + ".view";

	private final Terminals terminals;

	private final MiosaExecTemplate miosa;

	TerminalController(Terminals terminals, MiosaExecTemplate miosa) {
		this.terminals = terminals;
		this.miosa = miosa;
	}

	@GetMapping("/terminals")
	List<Terminals.Terminal> list(Principal user) {
		return this.terminals.of(user.getName());
	}

	@PostMapping("/terminals")
	Terminals.Terminal open(Principal user, @RequestBody TerminalSize size) {
		return this.terminals.open(user.getName(), size);
	}

	@DeleteMapping("/terminals/{id}")
	void close(Principal user, @PathVariable String id) {
		this.terminals.close(user.getName(), id);
	}

	@GetMapping("/computer")
	ComputerStatus computer() {
		return this.miosa.computer().status();
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession browser) throws IOException {
		String user = Objects.requireNonNull(browser.getPrincipal()).getName();
		MultiValueMap<String, String> parameters = UriComponentsBuilder
			.fromUri(Objects.requireNonNull(browser.getUri()))
			.build()
			.getQueryParams();
		Optional<Terminals.Terminal> terminal = this.terminals.find(user, parameters.getFirst("id"));
		if (terminal.isEmpty()) {
			browser.close(new CloseStatus(4404, "No such terminal"));
			return;
		}
		String page = String.valueOf(parameters.getFirst("page"));
		browser.getAttributes().put(VIEW, terminal.get().bridge().attach(browser, page));
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
