package ai.miosa.samples.webterminal;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.TerminalSize;

/**
 * Opens, lists and closes the terminals of a user, and tells how the computer is.
 */
@RestController
class TerminalController {

	private final Terminals terminals;

	private final MiosaExecTemplate miosa;

	TerminalController(Terminals terminals, MiosaExecTemplate miosa) {
		this.terminals = terminals;
		this.miosa = miosa;
	}

	@GetMapping("/terminals")
	List<Map<String, Object>> list(Principal user) {
		return this.terminals.of(user.getName()).stream().map(TerminalController::summary).toList();
	}

	@PostMapping("/terminals")
	@ResponseStatus(HttpStatus.CREATED)
	Map<String, Object> open(Principal user, @RequestBody TerminalSize size,
			@RequestParam(required = false) @Nullable String instead) {
		return summary(this.terminals.open(user.getName(), size, instead));
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

	private static Map<String, Object> summary(Terminals.Terminal terminal) {
		return Map.of("id", terminal.id(), "number", terminal.number());
	}

}
