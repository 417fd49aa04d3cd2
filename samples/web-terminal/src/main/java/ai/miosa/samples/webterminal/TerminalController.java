package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
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

	private static final CloseStatus NO_SUCH_TERMINAL = new CloseStatus(4404, "No such terminal");

	private final Terminals terminals;

	private final MiosaExecTemplate miosa;

	private final WebTerminalProperties properties;

	TerminalController(Terminals terminals, MiosaExecTemplate miosa, WebTerminalProperties properties) {
		this.terminals = terminals;
		this.miosa = miosa;
		this.properties = properties;
	}

	@GetMapping("/terminals")
	List<Map<String, Object>> list(Principal user) {
		return this.terminals.of(user.getName()).stream().map(this::summary).toList();
	}

	@PostMapping("/terminals")
	@ResponseStatus(HttpStatus.CREATED)
	Map<String, Object> open(Principal user, @RequestBody TerminalSize size) {
		return summary(this.terminals.open(user.getName(), size));
	}

	private Map<String, Object> summary(Terminals.Terminal terminal) {
		return Map.of("id", terminal.id(), "keepMillis", this.properties.keep().toMillis());
	}

	@DeleteMapping("/terminals/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(Principal user, @PathVariable String id) {
		this.terminals.close(user.getName(), id);
	}

	@GetMapping("/computer")
	Map<String, ComputerStatus.State> computer() {
		return Map.of("state", this.miosa.computer().status().state());
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
			long offset = Long.parseLong(parameters.getFirst("offset"));
			browser.getAttributes().put(VIEW, terminal.get().bridge().attach(browser, page, offset));
		}
		catch (NumberFormatException ex) {
			browser.close(CloseStatus.POLICY_VIOLATION);
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
