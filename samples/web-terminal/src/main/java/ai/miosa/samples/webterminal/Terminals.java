package ai.miosa.samples.webterminal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

import ai.miosa.samples.webterminal.bridge.TerminalBridge;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.TerminalSize;

/**
 * The terminals of all users. A terminal can be reached by its user only. It ends when it
 * is closed, when its user logs out, and when no page has shown it for a while, unless it
 * runs a command.
 */
@Component
class Terminals {

	// Bash prints these around each command (OSC 133, shell integration), which tells
	// whether one runs and how it ended
	private static final Map<String, String> SHELL_INTEGRATION = Map.of("PS0", "\\e]133;C\\a", "PROMPT_COMMAND",
			"printf '\\e]133;D;%s\\a' $?");

	private final List<Terminal> terminals = new CopyOnWriteArrayList<>();

	private final MiosaExecTemplate miosa;

	private final WebTerminalProperties properties;

	private final Semaphore free;

	// Its threads end with the terminals and the connections of the pages
	private final Executor executor = new SimpleAsyncTaskExecutor("terminal-");

	Terminals(MiosaExecTemplate miosa, WebTerminalProperties properties) {
		this.miosa = miosa;
		this.properties = properties;
		this.free = new Semaphore(properties.terminals());
	}

	/**
	 * Open a terminal.
	 * @throws ResponseStatusException if all users together have too many
	 */
	Terminal open(String user, TerminalSize size) {
		if (!this.free.tryAcquire()) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "The server has "
					+ this.properties.terminals() + " terminals, which is the limit. Close one first.");
		}
		try {
			MiosaSession session = this.miosa.computer()
				.spawn("bash")
				.pty(size.columns(), size.rows())
				.env("TERM", "xterm-256color")
				.env(SHELL_INTEGRATION)
				.output(OutputMode.STREAMED)
				.open();
			TerminalBridge bridge = new TerminalBridge(session, size, this.executor);
			Terminal terminal = new Terminal(UUID.randomUUID().toString(), this.properties.keep().toMillis(), user,
					bridge);
			this.terminals.add(terminal);
			return terminal;
		}
		catch (RuntimeException ex) {
			this.free.release();
			throw ex;
		}
	}

	/**
	 * Return the user's terminals in the order in which they were opened.
	 */
	List<Terminal> of(String user) {
		return this.terminals.stream().filter((terminal) -> terminal.user.equals(user)).toList();
	}

	/**
	 * Return one of the user's terminals.
	 */
	Optional<Terminal> find(String user, @Nullable String id) {
		return of(user).stream().filter((terminal) -> terminal.id.equals(id)).findFirst();
	}

	/**
	 * Close one of the user's terminals.
	 */
	void close(String user, String id) {
		find(user, id).ifPresent((terminal) -> close(terminal, "The terminal was closed in another window."));
	}

	private void close(Terminal terminal, String reason) {
		if (this.terminals.remove(terminal)) {
			terminal.bridge.close(reason);
			this.free.release();
		}
	}

	@EventListener
	void closeAfter(LogoutSuccessEvent logout) {
		of(logout.getAuthentication().getName())
			.forEach((terminal) -> close(terminal, "You logged out, which ended the terminal."));
	}

	@EventListener(ContextClosedEvent.class)
	void closeAll() {
		this.terminals.forEach((terminal) -> close(terminal, "The server was stopped, and the terminal with it."));
	}

	@Scheduled(fixedDelay = 1000)
	void closeAbandoned() {
		Instant since = Instant.now().minus(this.properties.keep());
		this.terminals.stream()
			.filter((terminal) -> terminal.bridge.isAbandoned(since))
			.forEach((terminal) -> close(terminal, "No page has shown the terminal for a while."));
	}

	/**
	 * A terminal of a user, as the page receives it.
	 */
	record Terminal(String id, long keepMillis, @JsonIgnore String user, @JsonIgnore TerminalBridge bridge) {

	}

}
