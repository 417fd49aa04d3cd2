package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.MiosaSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

/**
 * The client's side of the session that followers share.
 */
class JobSessionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ExecEngine engine = mock(ExecEngine.class);

	private final JobComputer computer = new JobComputer(this.engine, "cmp_1", PATIENCE);

	@Test
	void requestAfterTheLastFollowerHasLeftOpensNoSession() {
		JobWatch watch = new JobWatch(this.computer, mock(DefaultMiosaJobs.class)).use();
		assertThat(watch.release()).isTrue();
		watch.request("output").subscribe();
		verify(this.engine, never()).spawnUnobserved(any(), any(), any());
	}

	@Test
	void rejectionOfAllJobsIsNotMistakenForNoJobs() {
		given(this.engine.bash(any(), any(), any()))
			.willReturn(Mono.just(ExecResult.of(ExecKind.BASH, "cmp_1", 0, "\nmiosa-jobs 1\nerror foreign\nend\n")));
		DefaultMiosaJobs jobs = new DefaultMiosaJobs(this.engine, MiosaJobs.Settings.DEFAULT, ObservationRegistry.NOOP,
				null);
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> jobs.list("cmp_1"))
			.withMessageContaining("belongs to another user");
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> jobs.statuses("cmp_1", List.of("a", "b")))
			.withMessageContaining("belongs to another user");
		assertThat(jobs.startAll(List.of(jobs.job("cmp_1", "true"), jobs.job("cmp_1", "true")))).hasSize(2)
			.allSatisfy((start) -> assertThat(start.failure()).hasMessageContaining("belongs to another user"));
	}

	@Test
	void sessionThatCannotBeSentARequestIsClosed() {
		MiosaSession session = mock(MiosaSession.class);
		given(session.output()).willReturn(Flux.never());
		willThrow(new MiosaTimeoutException("", "cmp_1", false, null)).given(session).sendStdin("line");
		given(this.engine.spawnUnobserved(any(), any(), any())).willReturn(Mono.just(session));
		Disposable open = this.computer.open(Flux.just("line").concatWith(Flux.never()), "watch").subscribe();
		try {
			verify(session, timeout(PATIENCE.toMillis())).close();
		}
		finally {
			open.dispose();
		}
	}

	@Test
	void threadThatBlocksKeepsNoSessionFromBeingSentItsInput() throws InterruptedException {
		int sessions = 2 * Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
		CountDownLatch begun = new CountDownLatch(sessions);
		CountDownLatch sent = new CountDownLatch(sessions);
		CountDownLatch released = new CountDownLatch(1);
		MiosaSession session = mock(MiosaSession.class);
		given(session.output()).willReturn(Flux.never());
		willAnswer((call) -> {
			(call.getArgument(0).equals("line") ? sent : begun).countDown();
			return null;
		}).given(session).sendStdin(anyString());
		given(this.engine.spawnUnobserved(any(), any(), any())).willReturn(Mono.just(session));
		List<Sinks.Many<String>> inputs = Stream.generate(() -> Sinks.many().unicast().<String>onBackpressureBuffer())
			.limit(sessions)
			.toList();
		Disposable.Composite open = Disposables.composite();
		inputs.forEach((input) -> open.add(this.computer.open(input.asFlux(), "watch").subscribe()));
		assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		CountDownLatch blocked = new CountDownLatch(1);
		open.add(Schedulers.boundedElastic().schedule(() -> {
			blocked.countDown();
			try {
				released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}));
		try {
			assertThat(blocked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			inputs.forEach((input) -> input.tryEmitNext("line").orThrow());
			assertThat(sent.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			released.countDown();
			open.dispose();
		}
	}

}
