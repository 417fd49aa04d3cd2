package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.session.MiosaSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
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

}
