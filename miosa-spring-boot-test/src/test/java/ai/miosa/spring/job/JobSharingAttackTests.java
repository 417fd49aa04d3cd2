package ai.miosa.spring.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LiveSession;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Attacks on the session that all followers of the jobs of one computer share.
 */
@Tag("thorough")
class JobSharingAttackTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private static final String WAITING = "echo begun; until [[ -e go ]]; do sleep 0.1; done; echo ended; exit 3";

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
	void subscriberThatBlocksDelaysNoOtherAlthoughThereAreMoreThanThreads() {
		int followers = 2 * Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
		MiosaJob job = start(WAITING);
		CountDownLatch begun = new CountDownLatch(followers);
		Mono<List<String>> lines = Flux.range(0, followers)
			.flatMap((i) -> job.lines().map(JobLine::text).doOnNext((line) -> begun.countDown()), followers)
			.collectList()
			.cache();
		lines.subscribe();
		await(begun);
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		Disposable blocking = start("echo line").lines().subscribe((line) -> {
			blocked.countDown();
			await(released);
		});
		try {
			await(blocked);
			go();
			assertThat(lines.block(TIMEOUT)).hasSize(2 * followers);
		}
		finally {
			released.countDown();
			blocking.dispose();
		}
	}

	@Test
	void jobWhoseOutcomeCannotBeReadDisturbsNoOtherAndEndsOnceItCan() {
		MiosaJob job = start("echo line; exit 4");
		job.await(TIMEOUT);
		bash("cd $MIOSA_JOBS_DIRECTORY/" + job.getId() + "/*; mv outcome kept; echo EXITED x y >outcome");
		CountDownLatch first = new CountDownLatch(1);
		Mono<Integer> exitCode = job.lines().doOnNext((line) -> first.countDown()).then(job.exitCode()).cache();
		exitCode.subscribe();
		await(first);
		MiosaJob other = start(WAITING);
		StepVerifier.create(other.lines().map(JobLine::text))
			.expectNext("begun")
			.then(this::go)
			.expectNext("ended")
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(other.await(TIMEOUT)).isEqualTo(3);
		bash("cd $MIOSA_JOBS_DIRECTORY/" + job.getId() + "/*; mv kept outcome");
		assertThat(exitCode.block(TIMEOUT)).isEqualTo(4);
		assertThat(this.application.jobs().getReconnections()).isZero();
	}

	@Test
	void followersFailImmediatelyIfTheDirectoryOfJobsIsNotThatOfTheUser() {
		MiosaJob job = start("exec sleep 600");
		bash("mv $MIOSA_JOBS_DIRECTORY $MIOSA_JOBS_DIRECTORY.moved;"
				+ " ln -s $MIOSA_JOBS_DIRECTORY.moved $MIOSA_JOBS_DIRECTORY");
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> job.await(TIMEOUT))
			.withMessageContaining("belongs to another user");
		assertThat(this.application.jobs().getReconnections()).isZero();
	}

	@Test
	void everyByteArrivesOnceAlthoughTheProcessOfTheSessionIsKilled() throws NoSuchAlgorithmException {
		MiosaJob job = start("head -c 10000000 /dev/urandom; head -c 10000000 /dev/urandom >&2");
		StreamDigest digest = new StreamDigest();
		AtomicInteger size = new AtomicInteger();
		AtomicInteger kills = new AtomicInteger();
		job.output().doOnNext((piece) -> {
			digest.add(piece);
			if (size.addAndGet(piece.size()) / 2_000_000 > kills.get()) {
				kills.incrementAndGet();
				this.computer.sessions()
					.stream()
					.map(LiveSession::pids)
					.flatMap((pids) -> pids.stream())
					.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
			}
		}).blockLast(TIMEOUT);
		StreamDigest whole = new StreamDigest();
		job.output().doOnNext(whole::add).blockLast(TIMEOUT);
		assertThat(this.application.jobs().getReconnections()).isBetween(1L, 10L);
		assertThat(size).hasValue(20_000_000);
		assertThat(digest.hex(SessionStream.STDOUT)).isEqualTo(whole.hex(SessionStream.STDOUT));
		assertThat(digest.hex(SessionStream.STDERR)).isEqualTo(whole.hex(SessionStream.STDERR));
	}

	@Test
	void followersAtDifferentOffsetsGetTheirBytesOverSmallFramesAndLostConnections() {
		for (int i = 0; i < 10; i++) {
			this.computer.sessionFaults()
				.next(SessionFault.session()
					.frameSize(1 + 100 * i)
					.fragmented(1 + 7 * i)
					.dropAfter(10_000 * i, (i % 2 == 0) ? ConnectionEnd.FIN : ConnectionEnd.RESET));
		}
		MiosaJob job = this.application.jobs()
			.job(this.id, "for ((i = 0; i < 20; i++)); do seq 1000; sleep 0.05; done")
			.id("1 output; *\n2;")
			.start();
		String text = IntStream.rangeClosed(1, 1000).mapToObj((i) -> i + "\n").collect(Collectors.joining()).repeat(20);
		Awaitility.await().atMost(TIMEOUT).until(() -> job.status().stdoutSize() > 3000);
		Flux.range(0, 20).flatMap((i) -> {
			int offset = 151 * i;
			return job.output(SessionStream.STDOUT, offset)
				.collect(ByteArrayOutputStream::new, (bytes, piece) -> bytes.writeBytes(piece.bytes()))
				.doOnNext((bytes) -> assertThat(bytes.toString(StandardCharsets.US_ASCII))
					.isEqualTo(text.substring(offset)));
		}, 20).blockLast(TIMEOUT);
	}

	@Test
	void followersThatComeAndGoAllGetTheirLineAndLeaveNothing() {
		MiosaJob job = start("echo line; exec sleep 600");
		Flux.range(0, 50 * Integer.getInteger("miosa.test.repetitions", 1))
			.flatMap((i) -> Mono
				.fromCallable(() -> this.application.jobs()
					.attach(this.id, job.getId())
					.lines()
					.map(JobLine::text)
					.take(1)
					.takeUntilOther((i % 4 == 0) ? Mono.delay(Duration.ofMillis(i % 50)) : Mono.never())
					.collectList()
					.block(TIMEOUT))
				.subscribeOn(Schedulers.boundedElastic())
				.doOnNext((lines) -> assertThat(lines).hasSizeBetween((i % 4 == 0) ? 0 : 1, 1)), 3)
			.blockLast(TIMEOUT);
		// Counted until after the last signal
		Awaitility.await().until(() -> this.application.jobs().getFollowers() == 0);
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().isEmpty());
	}

	@Test
	void subscriberThatThrowsEndsAlone() {
		MiosaJob job = start(WAITING);
		CountDownLatch failed = new CountDownLatch(1);
		Mono<List<String>> lines = job.lines().map(JobLine::text).collectList().cache();
		lines.subscribe();
		job.lines().subscribe((line) -> {
			throw new IllegalArgumentException(line.text());
		}, (ex) -> failed.countDown());
		await(failed);
		go();
		assertThat(lines.block(TIMEOUT)).containsExactly("begun", "ended");
		assertThat(this.application.jobs().getReconnections()).isZero();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().isEmpty());
	}

	@Test
	void errorHandlerThatThrowsLeavesNoSession() {
		CountDownLatch failed = new CountDownLatch(1);
		this.application.jobs().attach(this.id, "missing").lines().subscribe((line) -> {
		}, (ex) -> {
			failed.countDown();
			throw new IllegalStateException(ex);
		});
		await(failed);
		Awaitility.await().until(() -> this.computer.sessions().isEmpty());
	}

	@Test
	void followersContinueIfTheContextIsStoppedWhileTheyConnect() {
		MiosaJob job = start(WAITING);
		this.computer.sessionFaults().next(SessionFault.reject(Fault.stall()));
		Mono<List<String>> lines = job.lines().map(JobLine::text).collectList().cache();
		lines.subscribe();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessionFaults().remaining() == 0);
		this.application.suspend();
		Mono<Integer> exitCode = job.exitCode().cache();
		exitCode.subscribe();
		this.application.resume();
		go();
		assertThat(lines.block(TIMEOUT)).containsExactly("begun", "ended");
		assertThat(exitCode.block(TIMEOUT)).isEqualTo(3);
	}

	@Test
	void contextIsClosedAlthoughASubscriberBlocks() {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		start(WAITING).lines().subscribe((line) -> {
			blocked.countDown();
			await(released);
		}, failure::complete);
		await(blocked);
		this.application.close();
		assertThat(failure).isNotDone();
		released.countDown();
		assertThat(failure).succeedsWithin(TIMEOUT).satisfies((ex) -> assertThat(ex).hasMessageContaining("shut down"));
	}

	private MiosaJob start(String command) {
		return this.application.jobs().job(this.id, command).start();
	}

	private void bash(String command) {
		assertThat(this.application.template().bash(this.id, command).block(TIMEOUT)).isNotNull()
			.satisfies((result) -> assertThat(result.exitCode()).isZero());
	}

	private void go() {
		try {
			Files.createFile(this.computer.home().resolve("go"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
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
