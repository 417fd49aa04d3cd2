package ai.miosa.spring.attack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.ExecOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that end by their deadline, just when their answer arrives or before they were
 * sent: silently, and leaving nothing behind.
 */
class DeadlineTests {

	private static final String CANARY = "canary-output";

	private static final ExecOptions SHORT = ExecOptions.builder().timeout(Duration.ofMillis(1)).build();

	private static final List<String> LOGGERS = List.of("reactor", "org.springframework", "ai.miosa");

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			DeadlineTests.this.log.add(event.getLoggerName() + " " + event.getFormattedMessage()
					+ ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}

	};

	@BeforeEach
	void logEverything() {
		this.appender.start();
		LOGGERS.forEach((name) -> {
			logger(name).setLevel(Level.DEBUG);
			logger(name).setAdditive(false);
			logger(name).addAppender(this.appender);
		});
	}

	@AfterEach
	void logAsBefore() {
		LOGGERS.forEach((name) -> {
			logger(name).detachAppender(this.appender);
			logger(name).setAdditive(true);
			logger(name).setLevel(null);
		});
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

	@ParameterizedTest
	@EnumSource
	void answerThatMeetsItIsDroppedSilently(Connector connector) throws Exception {
		int calls = Repetitions.of(300);
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(connection.hashCode() & 31));
			connection.result(CANARY, 0);
		})); Application application = Application.start(connector, server.baseUrl(), "miosa.exec.grace-period=20ms")) {
			long answered = Flux.range(0, calls)
				.flatMap((number) -> application.reactive()
					.bash("cmp_1", "echo " + number, SHORT)
					.map((result) -> 1)
					.onErrorResume((ex) -> Mono.just(0)), 32)
				.filter((one) -> one == 1)
				.count()
				.block(Duration.ofMinutes(2));
			assertThat(answered).isLessThan(calls);
		}
		assertThat(this.log).noneMatch((line) -> line.contains("Dropped") || line.contains(CANARY));
	}

	@ParameterizedTest
	@EnumSource
	void callsThatHaveEndedTakeNoMemory(Connector connector) throws Exception {
		logAsBefore();
		int calls = Repetitions.of(1000);
		String padding = "x".repeat(20_000);
		try (RawServer server = RawServer.http(RawServer.Connection::awaitClose);
				Application application = Application.start(connector, server.baseUrl(), "miosa.max-connections=5",
						"miosa.exec.grace-period=20ms")) {
			fail(application, 100, padding);
			long before = usedMemory();
			fail(application, calls, padding);
			assertThat(usedMemory() - before).isLessThan(calls * 20_000L / 4);
		}
	}

	private static void fail(Application application, int calls, String padding) {
		Flux.range(0, calls)
			.flatMap((number) -> application.reactive()
				.bash("cmp_1", "echo " + number + padding, SHORT)
				.onErrorResume((ex) -> Mono.empty()), 200)
			.blockLast(Duration.ofMinutes(2));
	}

	private static long usedMemory() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

}
