package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 64 concurrent calls to a computer on which everything goes wrong.
 */
class MixedFaultsTests {

	private static final int CALLS = 1_000 * Integer.getInteger("miosa.test.repetitions", 1);

	private static final int CONCURRENCY = 64;

	private static final String RESULT = "{\"exit_code\": 0, \"output\": \"o\"}";

	private static final List<Fault> FAULTS = List.of(Fault.reply(200, "application/json", RESULT),
			Fault.reply(200, "application/json", RESULT), Fault.reply(200, "application/json", "{\"output\": \"o\"}"),
			Fault.dropBeforeBody(ConnectionEnd.FIN), Fault.dropBeforeBody(ConnectionEnd.RESET),
			Fault.dropAfterBody(ConnectionEnd.FIN), Fault.dropAfterBody(ConnectionEnd.RESET),
			Fault.rateLimited(Duration.ofSeconds(60)), Fault.error(500, "INTERNAL_ERROR"),
			Fault.error(502, "BAD_GATEWAY"), Fault.error(503, "UNAVAILABLE"), Fault.error(404, "NOT_FOUND"),
			Fault.redirect(307, "http://127.0.0.1:9/"), Fault.reply(200, "text/html", "<html>"),
			Fault.hugeBody(DataSize.ofKilobytes(128)));

	@Test
	void eachCommandArrivesAtMostOnceAndEachCallEndsTyped() {
		try (MiosaLocalComputer computer = MiosaLocalComputer.start();
				LocalComputerApplication application = LocalComputerApplication.start(computer,
						"miosa.exec.max-output-size=64KB", "miosa.exec.grace-period=20s")) {
			// With a fixed seed, so that a failure can be repeated
			Random random = new Random(20);
			for (int i = 0; i < CALLS; i++) {
				computer.faults().next(FAULTS.get(random.nextInt(FAULTS.size())));
			}
			AtomicInteger results = new AtomicInteger();
			Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
			Flux.range(0, CALLS)
				.flatMap((i) -> call(application.reactive(), computer.getComputerId(), i)
					.doOnNext((result) -> results.incrementAndGet())
					.onErrorResume((ex) -> {
						failures.add(ex);
						return Mono.empty();
					}), CONCURRENCY)
				.blockLast(Duration.ofMinutes(5));
			assertThat(results.get() + failures.size()).isEqualTo(CALLS);
			assertThat(failures).allSatisfy((ex) -> assertThat(ex).isInstanceOf(MiosaException.class)
				.extracting(Object::getClass)
				.isNotEqualTo(MiosaException.class));
			assertThat(results).hasPositiveValue();
			for (int i = 0; i < CALLS; i++) {
				assertThat(accepted(computer, i)).isLessThanOrEqualTo(1);
			}
		}
	}

	private static Mono<ExecResult> call(ReactiveMiosaExecTemplate miosa, String id, int i) {
		return (i % 2 != 0) ? miosa.bash(id, "true " + i) : miosa.python(id, "pass # " + i);
	}

	private static int accepted(MiosaLocalComputer computer, int i) {
		return computer.arrivals((i % 2 != 0) ? "true " + i : "pass # " + i);
	}

}
