package ai.miosa.samples.webterminal;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.stereotype.Component;

import ai.miosa.samples.webterminal.bridge.TerminalBridge;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.TerminalSize;

/**
 * The terminals of all users. Each can reach their own alone. A terminal ends when it is
 * closed, when its user logs out, and when nobody has watched it for a while.
 */
@Component
class Terminals {

	// Bash prints these around each command, and so tells whether one runs and how it
	// ended (the marks of shell integration)
	private static final Map<String, String> SHELL_INTEGRATION = Map.of("PS0", "\\e]133;C\\a", "PROMPT_COMMAND",
			"printf '\\e]133;D;%s\\a' $?");

	private static final Set<ComputerStatus.State> STOPPED = Set.of(ComputerStatus.State.STOPPING,
			ComputerStatus.State.STOPPED);

	private final Map<String, Terminal> terminals = new ConcurrentHashMap<>();

	private final MiosaComputer computer;

	private final WebTerminalProperties properties;

	private final ApplicationEventPublisher events;

	private final Executor executor;

	Terminals(MiosaExecTemplate miosa, WebTerminalProperties properties, ApplicationEventPublisher events,
			SimpleAsyncTaskExecutorBuilder executor) {
		this.computer = miosa.computer();
		this.properties = properties;
		this.events = events;
		this.executor = executor.threadNamePrefix("terminal-").build();
	}

	/**
	 * Open a terminal.
	 * @throws TooManyTerminalsException if the user has too many
	 */
	Terminal open(String user, TerminalSize size) {
		Terminal terminal = reserve(user);
		try {
			MiosaSession session = this.computer.spawn("bash")
				.pty(size.columns(), size.rows())
				.env("TERM", "xterm-256color")
				.env(SHELL_INTEGRATION)
				.output(OutputMode.STREAMED)
				.open();
			terminal.bridge = new TerminalBridge(session, size, this.properties.bridgeLimits(), this.executor,
					this::explain);
		}
		finally {
			if (terminal.bridge == null) {
				this.terminals.remove(terminal.id);
			}
		}
		this.events.publishEvent(new Changed(user));
		return terminal;
	}

	private synchronized Terminal reserve(String user) {
		Collection<Terminal> own = of(user, true);
		if (own.size() >= this.properties.perUser()) {
			throw new TooManyTerminalsException(this.properties.perUser());
		}
		int number = 1;
		while (isTaken(own, number)) {
			number++;
		}
		Terminal terminal = new Terminal(UUID.randomUUID().toString(), user, number);
		this.terminals.put(terminal.id, terminal);
		return terminal;
	}

	private static boolean isTaken(Collection<Terminal> terminals, int number) {
		return terminals.stream().anyMatch((terminal) -> terminal.number == number);
	}

	private String explain(Throwable failure) {
		try {
			if (STOPPED.contains(this.computer.status().state())) {
				return Explanation.COMPUTER_STOPPED;
			}
		}
		catch (MiosaException ex) {
			// Then the failure itself has to say it
		}
		return Explanation.of(failure);
	}

	/**
	 * Return the user's terminals in the order of their numbers.
	 */
	List<Terminal> of(String user) {
		return of(user, false);
	}

	private List<Terminal> of(String user, boolean opening) {
		return this.terminals.values()
			.stream()
			.filter((terminal) -> terminal.user.equals(user) && (opening || terminal.bridge != null))
			.sorted(Comparator.comparing((terminal) -> terminal.number))
			.toList();
	}

	/**
	 * Return a terminal of the user's own.
	 */
	Optional<TerminalBridge> find(String user, String id) {
		return Optional.ofNullable(this.terminals.get(id))
			.filter((terminal) -> terminal.user.equals(user))
			.map((terminal) -> terminal.bridge);
	}

	/**
	 * Close a terminal of the user's own.
	 */
	void close(String user, String id) {
		find(user, id).ifPresent((bridge) -> {
			this.terminals.remove(id);
			bridge.close(Explanation.CLOSED);
			this.events.publishEvent(new Changed(user));
		});
	}

	@EventListener
	void closeAfter(LogoutSuccessEvent logout) {
		for (Terminal terminal : of(logout.getAuthentication().getName())) {
			this.terminals.remove(terminal.id);
			terminal.bridge().close(Explanation.LOGGED_OUT);
		}
	}

	@EventListener(ContextClosedEvent.class)
	void closeAll() {
		this.terminals.values()
			.stream()
			.filter((terminal) -> terminal.bridge != null)
			.forEach((terminal) -> terminal.bridge().close(Explanation.SERVER_STOPPED));
	}

	@Scheduled(fixedDelay = 1000)
	void closeUnwatched() {
		closeUnwatched(Instant.now());
	}

	void closeUnwatched(Instant now) {
		Instant limit = now.minus(this.properties.keep());
		this.terminals.values()
			.stream()
			.filter((terminal) -> terminal.bridge != null)
			.filter((terminal) -> isBefore(terminal.bridge().getUnwatchedSince(), limit))
			.forEach((terminal) -> close(terminal.user, terminal.id));
	}

	private static boolean isBefore(@Nullable Instant since, Instant limit) {
		return since != null && since.isBefore(limit);
	}

	/**
	 * One terminal.
	 */
	static final class Terminal {

		private final String id;

		private final String user;

		private final int number;

		private volatile @Nullable TerminalBridge bridge;

		private Terminal(String id, String user, int number) {
			this.id = id;
			this.user = user;
			this.number = number;
		}

		String id() {
			return this.id;
		}

		int number() {
			return this.number;
		}

		TerminalBridge bridge() {
			TerminalBridge bridge = this.bridge;
			if (bridge == null) {
				throw new IllegalStateException("The terminal is not open yet");
			}
			return bridge;
		}

	}

	/**
	 * The terminals of a user have changed.
	 *
	 * @param user the user
	 */
	record Changed(String user) {

	}

	/**
	 * Signals that a user has as many terminals as there may be.
	 */
	static final class TooManyTerminalsException extends RuntimeException {

		TooManyTerminalsException(int limit) {
			super("You have " + limit + " terminals, which is the limit: close one first.");
		}

	}

}
