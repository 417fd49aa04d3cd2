package ai.miosa.spring.attack;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.ExecOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls whose deadline expires, as the response arrives or before they were sent, end
 * silently and leave nothing behind.
 */
@Tag("race")
class DeadlineTests {

	private static final int CALLS = 32;

	private static final String CANARY = "canary-output";

	private static final ExecOptions SHORT = ExecOptions.builder().timeout(Duration.ofMillis(1)).build();

	private static final List<String> LOGGERS = List.of("reactor", "org.springframework", "ai.miosa");

	private final Queue<String> log = new ConcurrentLinkedQueue<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			DeadlineTests.this.log.add(event.getLoggerName() + " " + event.getFormattedMessage()
					+ ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}

	};

	private void logEverything() {
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
		logEverything();
		// A call whose pooled connection has just been closed ends without arriving
		Semaphore arrivedOrEnded = new Semaphore(0);
		AtomicReference<CountDownLatch> answers = new AtomicReference<>();
		try (Deadlines deadlines = new Deadlines();
				RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
					CountDownLatch answer = answers.get();
					arrivedOrEnded.release();
					answer.await();
					connection.result(CANARY, 0);
				}));
				Application application = Application.start(connector, server.baseUrl())) {
			for (int i = 0; i < Repetitions.of(10); i++) {
				answers.set(new CountDownLatch(1));
				arrivedOrEnded.drainPermits();
				CompletableFuture<Void> calls = calls(application, CALLS, CALLS, "", arrivedOrEnded::release)
					.toFuture();
				assertThat(arrivedOrEnded.tryAcquire(CALLS, 1, TimeUnit.MINUTES)).isTrue();
				answers.get().countDown();
				deadlines.pass();
				calls.join();
			}
		}
		assertThat(this.log).isNotEmpty().noneMatch((line) -> line.contains("Dropped") || line.contains(CANARY));
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void callsThatHaveEndedTakeNoMemory(Connector connector) throws Exception {
		int calls = Repetitions.of(1000);
		Queue<WeakReference<ClientRequest>> requests = new ConcurrentLinkedQueue<>();
		WebClientCustomizer recorder = (builder) -> builder.filter((request, next) -> {
			requests.add(new WeakReference<>(request));
			return next.exchange(request);
		});
		try (RawServer server = RawServer.http(RawServer.Connection::awaitClose);
				Application application = Application.start(connector, server.baseUrl(),
						List.of("miosa.max-connections=50", "miosa.exec.grace-period=20ms"), recorder)) {
			calls(application, calls, 200, "x".repeat(20_000), () -> {
			}).block();
			assertThat(requests).hasSizeGreaterThan(50);
			// A busy event loop keeps ended calls until it has closed their connections
			server.awaitNoConnection();
			// The last ones may be kept by the threads that sent them
			await().until(() -> {
				System.gc();
				return requests.stream().filter((request) -> request.get() != null).count() < 50;
			});
		}
	}

	private static Mono<Void> calls(Application application, int calls, int concurrency, String padding,
			Runnable ended) {
		return Flux.range(0, calls)
			.flatMap((number) -> application.reactive()
				.bash("cmp_1", "echo " + number + padding, SHORT)
				.onErrorResume((ex) -> Mono.empty())
				.doFinally((signal) -> ended.run()), concurrency)
			.then();
	}

}
