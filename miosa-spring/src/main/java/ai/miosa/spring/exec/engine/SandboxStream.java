package ai.miosa.spring.exec.engine;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.Json;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionStream;

/**
 * Reads the server-sent events of a command in a sandbox, like the vendor's Go client
 * 2.1.0: {@code stdout} and {@code stderr} carry a line each, and {@code exit} the exit
 * code.
 */
final class SandboxStream {

	/**
	 * The exit code by which the server reports a broken stream.
	 */
	private static final int BROKEN = -2;

	private final String sandboxId;

	SandboxStream(String sandboxId) {
		this.sandboxId = sandboxId;
	}

	Flux<ExecEvent> read(Flux<ServerSentEvent<String>> events) {
		return events.concatMap(this::read, 1)
			.concatWith(Mono.error(() -> lost(Reason.NO_EXIT_CODE, "ended without an exit code")))
			.takeUntil(ExecEvent.Exit.class::isInstance);
	}

	private Mono<ExecEvent> read(ServerSentEvent<String> event) {
		String name = event.event();
		String data = event.data();
		if (name == null || data == null) {
			return Mono.empty();
		}
		return switch (name) {
			case "stdout" -> line(SessionStream.STDOUT, data);
			case "stderr" -> line(SessionStream.STDERR, data);
			case "exit" -> exit(json(data));
			default -> Mono.empty();
		};
	}

	/**
	 * Convert a line to a piece of output. Any other event is returned unchanged.
	 */
	static ExecEvent toPiece(ExecEvent event) {
		if (!(event instanceof ExecEvent.Line line)) {
			return event;
		}
		String text = line.text() + "\n";
		ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
		return (line.stream() == SessionStream.STDOUT) ? new ExecEvent.Stdout(data, text)
				: new ExecEvent.Stderr(data, text);
	}

	private Mono<ExecEvent> line(SessionStream stream, String data) {
		return (json(data).get("line") instanceof String line) ? Mono.just(new ExecEvent.Line(stream, line, false))
				: Mono.error(lost(Reason.PROTOCOL_VIOLATION, "got an event that cannot be read"));
	}

	private Mono<ExecEvent> exit(Map<String, @Nullable Object> exit) {
		if (Boolean.TRUE.equals(exit.get("timed_out"))) {
			return Mono
				.error(new MiosaTimeoutException("The command was killed at its timeout", this.sandboxId, true, null));
		}
		if (exit.get("error") instanceof Map<?, ?> error) {
			return Mono.error(lost(Reason.CONNECTION_LOST, "was ended by an error of the server, " + error.get("code")
					+ " [request id=" + error.get("request_id") + "]"));
		}
		if (!(exit.get("exit_code") instanceof Integer exitCode)) {
			return Mono.error(lost(Reason.MALFORMED_EXIT_CODE, "got an exit code that cannot be read"));
		}
		return (exitCode == BROKEN) ? Mono.error(lost(Reason.CONNECTION_LOST, "was broken by the server"))
				: Mono.just(new ExecEvent.Exit(exitCode));
	}

	private static Map<String, @Nullable Object> json(String data) {
		Map<String, @Nullable Object> json = Json
			.readObject(new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8)));
		return (json != null) ? json : Map.of();
	}

	/**
	 * Return the exception for a stream without an exit code.
	 * @param reason why there is none
	 * @param what a description of the end, for the message
	 */
	MiosaSessionLostException lost(Reason reason, String what) {
		CapturedOutput nothing = new CapturedOutput(new byte[0], new byte[0], 0);
		return new MiosaSessionLostException(reason,
				"The stream of the command's output " + what + "; the command may have run", this.sandboxId, nothing,
				nothing, null);
	}

}
