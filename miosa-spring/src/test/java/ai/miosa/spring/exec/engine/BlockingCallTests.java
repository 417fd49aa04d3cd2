package ai.miosa.spring.exec.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.attack.Repetitions;
import ai.miosa.spring.session.MiosaSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

class BlockingCallTests {

	@Test
	void addsTheCallerToAFailureThatOthersMayShare() {
		MiosaTimeoutException failure = new MiosaTimeoutException("late", "c1", true, null);
		StackTraceElement[] stackTrace = failure.getStackTrace();
		Mono<String> call = Mono.<String>error(failure).subscribeOn(Schedulers.parallel());
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> BlockingCall.await("MiosaExecTemplate.bash", "c1", call))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEqualTo(stackTrace))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.satisfies((caller) -> assertThat(caller).hasMessage("MiosaExecTemplate.bash was called here")
					.extracting(Throwable::getStackTrace, InstanceOfAssertFactories.array(StackTraceElement[].class))
					.extracting(StackTraceElement::getClassName)
					.contains(BlockingCallTests.class.getName())));
	}

	@Test
	void rejectsAnEmptyCall() {
		assertThatIllegalStateException()
			.isThrownBy(() -> BlockingCall.await("MiosaExecTemplate.bash", "c1", Mono.empty()));
	}

	@Test
	void cancelsWhenInterrupted() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(
				() -> BlockingCall.await("MiosaExecTemplate.bash", "c1", Mono.never().doOnCancel(cancelled::countDown)))
			.withMessage("MiosaExecTemplate.bash was interrupted [computer=c1]")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(Thread.interrupted()).isTrue();
		cancelled.await();
	}

	@Test
	@Tag("thorough")
	void losesNoSessionToAnInterrupt() throws Exception {
		for (int i = 0; i < Repetitions.of(100); i++) {
			assertThat(ownersOfInterruptedSession()).isOne();
		}
	}

	private static int ownersOfInterruptedSession() throws Exception {
		AtomicInteger owners = new AtomicInteger();
		MiosaSession session = mock(MiosaSession.class);
		willAnswer((invocation) -> owners.incrementAndGet()).given(session).close();
		Sinks.One<MiosaSession> opening = Sinks.one();
		CountDownLatch subscribed = new CountDownLatch(1);
		Thread caller = new Thread(() -> {
			try {
				BlockingCall.await("MiosaExecTemplate.spawn", "c1",
						uncancellable(opening).doOnSubscribe((s) -> subscribed.countDown()));
				owners.incrementAndGet();
			}
			catch (MiosaException ex) {
				// The session has been closed, or is when it arrives
			}
		});
		caller.start();
		subscribed.await();
		Thread opener = new Thread(() -> opening.tryEmitValue(session));
		opener.start();
		caller.interrupt();
		caller.join();
		opener.join();
		return owners.get();
	}

	/**
	 * A source that delivers although it has been cancelled, as one does that is about to
	 * deliver.
	 */
	private static <T> Mono<T> uncancellable(Sinks.One<T> sink) {
		return Mono.fromDirect((subscriber) -> {
			subscriber.onSubscribe(Operators.emptySubscription());
			sink.asMono().subscribe(subscriber::onNext, subscriber::onError, subscriber::onComplete);
		});
	}

}
