package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecResult;

/**
 * Runs one command a request and answers with one line of JSON after another: that it
 * runs, twice a second, and at last how it ended. A browser that closes the connection
 * ends the command.
 */
@RestController
@RequestMapping(path = "/commands", consumes = MediaType.TEXT_PLAIN_VALUE,
		produces = MediaType.APPLICATION_NDJSON_VALUE)
class CommandController {

	private static final Duration NEWS = Duration.ofMillis(500);

	private final MiosaComputer computer;

	private final StatusHandler status;

	CommandController(ReactiveMiosaExecTemplate miosa, StatusHandler status) {
		this.computer = miosa.computer();
		this.status = status;
	}

	@PostMapping("/bash")
	Flux<CommandStatus> bash(@RequestBody String command) {
		return follow(Mono.defer(() -> this.computer.bash(command).mono()));
	}

	@PostMapping("/python")
	Flux<CommandStatus> python(@RequestBody String code) {
		return follow(Mono.defer(() -> this.computer.python(code).mono()));
	}

	private Flux<CommandStatus> follow(Mono<ExecResult> command) {
		Mono<CommandStatus> end = command.timed()
			.map((result) -> CommandStatus.finished(result.elapsed(), result.get()))
			.onErrorResume(CommandController::isForThePage, (ex) -> Mono.just(CommandStatus.failed(ex)));
		Flux<CommandStatus> news = Flux.interval(NEWS)
			.onBackpressureDrop()
			.map((count) -> CommandStatus.running(NEWS.multipliedBy(count + 1)));
		return Flux.merge(news, end).takeUntil(CommandStatus::isLast).doFinally((signal) -> this.status.tellAll());
	}

	private static boolean isForThePage(Throwable ex) {
		return ex instanceof MiosaException || ex instanceof IllegalArgumentException;
	}

}
