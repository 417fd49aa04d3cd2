package ai.miosa.samples.webterminal;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import ai.miosa.samples.webterminal.Terminals.Terminal;
import ai.miosa.spring.session.TerminalSize;

/**
 * Opens, lists and closes a user's terminals.
 */
@RestController
@RequestMapping("/terminals")
class TerminalController {

	private final Terminals terminals;

	TerminalController(Terminals terminals) {
		this.terminals = terminals;
	}

	@GetMapping
	List<Summary> list(Principal user) {
		return this.terminals.of(user.getName()).stream().map(Summary::of).toList();
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Summary open(Principal user, @RequestBody TerminalSize size) {
		return Summary.of(this.terminals.open(user.getName(), size));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(Principal user, @PathVariable String id) {
		this.terminals.close(user.getName(), id);
	}

	@ExceptionHandler
	ProblemDetail tooMany(Terminals.TooManyTerminalsException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(ex.getMessage()));
	}

	/**
	 * A terminal as the page sees it.
	 *
	 * @param id its id
	 * @param number its number among the user's
	 * @param title the title that the program has set
	 */
	record Summary(String id, int number, @Nullable String title) {

		static Summary of(Terminal terminal) {
			return new Summary(terminal.id(), terminal.number(), terminal.bridge().getTitle());
		}

	}

}
