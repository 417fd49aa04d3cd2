package ai.miosa.spring.job;

import java.io.IOException;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Followers of the jobs of one computer share a session and do not affect each other.
 */
class JobSharingTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private static final String LARGE = "head -c 5000000 /dev/zero";

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private JobApplication application;

	@BeforeEach
	void start() {
		this.application = JobApplication.start(this.computer);
	}

	@AfterEach
	void close() {
		this.application.close();
		this.computer.close();
	}

	@Test
	void tenJobsAreStartedFollowedAndAwaitedWithTwoRequests() throws IOException {
		List<MiosaJob> jobs = startAll(10, "echo begun; until [[ -e go ]]; do sleep 0.1; done; echo $i; exit $i");
		CountDownLatch begun = new CountDownLatch(10);
		Mono<List<String>> lines = follow(jobs, begun);
		Mono<List<Integer>> exitCodes = Flux.mergeSequential(jobs.stream().map(MiosaJob::exitCode).toList())
			.collectList()
			.cache();
		exitCodes.subscribe();
		await(begun);
		assertThat(this.computer.sessions()).hasSize(1);
		go();
		assertThat(lines.block(TIMEOUT)).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
		assertThat(exitCodes.block(TIMEOUT)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
		assertThat(this.computer.requests()).isEqualTo(2);
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().isEmpty());
	}

	@Test
	@Tag("thorough")
	void manyFollowersShareOneSession() throws IOException {
		List<MiosaJob> jobs = startAll(5, "echo begun; until [[ -e go ]]; do sleep 0.1; done; echo $i");
		CountDownLatch begun = new CountDownLatch(30);
		Mono<List<String>> lines = follow(Collections.nCopies(6, jobs).stream().flatMap(List::stream).toList(), begun);
		await(begun);
		assertThat(this.computer.sessions()).hasSize(1);
		go();
		assertThat(lines.block(TIMEOUT)).hasSize(30).containsOnly("0", "1", "2", "3", "4");
		assertThat(this.computer.requests()).isEqualTo(2);
	}

	@Test
	@Tag("thorough")
	void slowSubscribersLoseNothingAndDelayNoOther() throws NoSuchAlgorithmException {
		MiosaJob large = this.application.jobs().job(this.id, LARGE).start();
		CountDownLatch released = new CountDownLatch(1);
		StreamDigest digest = new StreamDigest();
		Mono<Void> blocking = large.output().doOnNext((piece) -> {
			await(released);
			digest.add(piece);
		}).then().cache();
		blocking.subscribe();
		StepVerifier.create(large.output().map(JobOutput::size).scan(0, Integer::sum), 1)
			.expectNext(0)
			.then(() -> assertThat(
					this.application.jobs().job(this.id, "seq 100000").start().lines().count().block(TIMEOUT))
				.isEqualTo(100_000))
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((size) -> size < 5_000_000)
			.expectNext(5_000_000)
			.expectComplete()
			.verify(TIMEOUT);
		released.countDown();
		blocking.block(TIMEOUT);
		StreamDigest whole = new StreamDigest();
		large.output().doOnNext(whole::add).blockLast(TIMEOUT);
		assertThat(digest.hex(SessionStream.STDOUT)).isEqualTo(whole.hex(SessionStream.STDOUT));
		assertThat(this.application.jobs().getReconnections()).isZero();
	}

	@Test
	@Tag("thorough")
	void linesArriveBesideMuchOutput() {
		MiosaJob large = this.application.jobs().job(this.id, "head -c 20000000 /dev/zero").start();
		MiosaJob small = this.application.jobs()
			.job(this.id, "for ((i = 0; i < 20; i++)); do echo $i; sleep 0.1; done")
			.start();
		AtomicBoolean done = new AtomicBoolean();
		Mono<Long> size = large.output().map((piece) -> (long) piece.size()).reduce(0L, Long::sum);
		Mono<Long> followed = size.repeat(() -> !done.get()).last().cache();
		followed.subscribe();
		assertThat(small.lines().count().doFinally((signal) -> done.set(true)).block(TIMEOUT)).isEqualTo(20);
		assertThat(followed.block(TIMEOUT)).isEqualTo(20_000_000);
	}

	@Test
	@Tag("thorough")
	void cancellingOneOfTenLeavesTheOthersAlone() throws IOException {
		List<MiosaJob> jobs = startAll(10, "echo begun; until [[ -e go ]]; do sleep 0.1; done; echo $i");
		CountDownLatch begun = new CountDownLatch(10);
		List<String> cancelled = new ArrayList<>();
		Disposable first = jobs.get(0)
			.lines()
			.doOnNext((line) -> begun.countDown())
			.subscribe((line) -> cancelled.add(line.text()));
		Mono<List<String>> others = follow(jobs.subList(1, 10), begun);
		await(begun);
		first.dispose();
		go();
		assertThat(others.block(TIMEOUT)).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9");
		assertThat(cancelled).containsExactly("begun");
		assertThat(this.computer.requests()).isEqualTo(2);
		// Counted until after the last signal
		Awaitility.await().until(() -> this.application.jobs().getFollowers() == 0);
	}

	@Test
	@Tag("thorough")
	void everyLineOfTenJobsArrivesOnceAlthoughTheConnectionBreaks() {
		for (int i = 0; i < 6; i++) {
			this.computer.sessionFaults()
				.next(SessionFault.session()
					.dropAfter(20_000 * i, (i % 2 == 0) ? ConnectionEnd.FIN : ConnectionEnd.RESET));
		}
		List<MiosaJob> jobs = startAll(10, "for ((n = 0; n < 4000; n++)); do echo $i-$n; done");
		Flux.fromIterable(jobs).flatMap((job) -> {
			String number = job.getId().substring("job-".length());
			return job.lines().collectList().doOnNext((lines) -> {
				assertThat(lines).extracting(JobLine::text)
					.containsExactlyElementsOf(IntStream.range(0, 4000).mapToObj((n) -> number + '-' + n).toList());
				long position = 0;
				for (JobLine line : lines) {
					position += line.text().length() + 1;
					assertThat(line.position().stdout()).isEqualTo(position);
				}
			});
		}, 10).blockLast(TIMEOUT);
		assertThat(this.application.jobs().getReconnections()).isEqualTo(6);
	}

	@Test
	@Tag("thorough")
	void jobThatIsRemovedWhileItIsFollowedFailsItsFollowerAlone() throws IOException {
		MiosaJob removed = this.application.jobs().job(this.id, LARGE).start();
		MiosaJob other = this.application.jobs()
			.job(this.id, "echo begun; until [[ -e go ]]; do sleep 0.1; done; echo ended")
			.start();
		removed.await(TIMEOUT);
		Mono<List<String>> lines = other.lines().map(JobLine::text).collectList().cache();
		lines.subscribe();
		StepVerifier.create(removed.output(), 1)
			.expectNextCount(1)
			.then(removed::delete)
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((piece) -> true)
			.expectError(MiosaJobNotFoundException.class)
			.verify(TIMEOUT);
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> removed.await(TIMEOUT));
		go();
		assertThat(lines.block(TIMEOUT)).containsExactly("begun", "ended");
		assertThat(this.application.jobs().getReconnections()).isZero();
	}

	private List<MiosaJob> startAll(int count, String command) {
		MiosaJobs jobs = this.application.jobs();
		return jobs
			.startAll(IntStream.range(0, count)
				.mapToObj((i) -> jobs.job(this.id, command).env("i", String.valueOf(i)).id("job-" + i))
				.toList())
			.stream()
			.map(JobStart::getOrThrow)
			.toList();
	}

	private static Mono<List<String>> follow(List<MiosaJob> jobs, CountDownLatch begun) {
		Mono<List<String>> lines = Flux.fromIterable(jobs)
			.flatMap((job) -> job.lines().map(JobLine::text), jobs.size())
			.doOnNext((line) -> begun.countDown())
			.filter((line) -> !line.equals("begun"))
			.collectList()
			.cache();
		lines.subscribe();
		return lines;
	}

	private void go() throws IOException {
		Files.createFile(this.computer.home().resolve("go"));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
