package ai.miosa.spring.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Output arrives completely and exactly once, however often the connection breaks.
 */
class JobFollowTests {

	private static final int SIZE = 1_500_000;

	private static final int LARGE = 50_000_000;

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	@AfterEach
	void close() {
		this.computer.close();
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "miosa.session.protocol=exec-v1", "miosa.session.protocol=exec-ws" })
	void outputIsWholeOverManySessions(String property) throws Exception {
		follow(SIZE, 5, property);
	}

	@Test
	@Tag("thorough")
	void outputIsWholeOverFiftySessions() throws Exception {
		follow(10 * SIZE, 50, "miosa.session.protocol=exec-v1");
	}

	private void follow(int size, int disconnects, String property) throws Exception {
		try (JobApplication application = JobApplication.start(this.computer, property)) {
			MiosaJob job = bothStreams(application, size);
			breakSessions(size, disconnects);
			StreamDigest digest = new StreamDigest();
			job.output().doOnNext(digest::add).blockLast(TIMEOUT);
			assertThat(this.computer.sessionFaults().remaining()).isZero();
			assertThat(application.jobs().getReconnections()).isEqualTo(disconnects);
			assertWhole(digest.hex(SessionStream.STDOUT), digest.hex(SessionStream.STDERR));
		}
	}

	@Tag("thorough")
	@Test
	void outputIsWholeOverOneShotsThatFail() throws Exception {
		try (JobApplication application = JobApplication.start(this.computer, "miosa.jobs.sessions=false")) {
			MiosaJob job = bothStreams(application, SIZE);
			job.ended().block(TIMEOUT);
			this.computer.faults()
				.next(Fault.truncatedBody())
				.next(Fault.dropAfterRunning(ConnectionEnd.RESET))
				.next(Fault.none())
				.next(Fault.error(502, "AGENT_UNREACHABLE"));
			StreamDigest digest = new StreamDigest();
			job.output().doOnNext(digest::add).blockLast(TIMEOUT);
			assertThat(this.computer.faults().remaining()).isZero();
			assertWhole(digest.hex(SessionStream.STDOUT), digest.hex(SessionStream.STDERR));
		}
	}

	@Test
	@Tag("thorough")
	void slowFollowerWithLittleMemoryGetsItWhole() throws Exception {
		try (JobApplication application = JobApplication.start(this.computer)) {
			bothStreams(application, LARGE).ended().block(TIMEOUT);
		}
		breakSessions(LARGE, 10);
		Process jvm = JobJvm.launch(this.computer, List.of("-Xmx64m"), "digest", "both");
		try {
			String[] digests = JobJvm.reader(jvm).readLine().split(" ");
			assertThat(this.computer.sessionFaults().remaining()).isZero();
			assertWhole(digests[0], digests[1]);
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	@Test
	void silentJobIsFollowedOverOneSession() {
		try (JobApplication application = JobApplication.start(this.computer)) {
			MiosaJob job = application.jobs().job(this.id, "sleep 2; echo done").start();
			assertThat(job.lines().map(JobLine::text).collectList().block(TIMEOUT)).containsExactly("done");
			assertThat(application.jobs().getReconnections()).isZero();
			assertThat(this.computer.requests()).isEqualTo(2);
		}
	}

	@Test
	@Tag("thorough")
	void followersContinueAfterARestartOfTheContext() throws Exception {
		JobApplication application = JobApplication.start(this.computer);
		try (application) {
			MiosaJob job = application.jobs()
				.job(this.id, "echo 1; while [[ ! -e go ]]; do sleep 0.05; done; echo 2; exit 4")
				.start();
			Mono<Integer> exitCode = job.exitCode().cache();
			exitCode.subscribe();
			StepVerifier.create(job.lines().map(JobLine::text)).expectNext("1").then(() -> {
				Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().size() == 1);
				application.suspend();
				Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().isEmpty());
				application.resume();
				Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().size() == 1);
				create(this.computer.home().resolve("go"));
			}).expectNext("2").expectComplete().verify(TIMEOUT);
			assertThat(exitCode.block(TIMEOUT)).isEqualTo(4);
			assertThat(application.jobs().getReconnections()).isZero();
		}
	}

	@Test
	@Tag("thorough")
	void followersFailWhenTheApplicationIsClosed() {
		JobApplication application = JobApplication.start(this.computer);
		MiosaJob job = application.jobs().job(this.id, "echo 1; exec sleep 600").start();
		StepVerifier.create(job.lines().map(JobLine::text))
			.expectNext("1")
			.then(application::close)
			.expectErrorSatisfies(
					(ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class).hasMessageContaining("shut down"))
			.verify(TIMEOUT);
	}

	private static void create(Path file) {
		try {
			Files.createFile(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@Tag("thorough")
	void cancellingEndsTheSessionAndDoesNotAffectTheJob() {
		try (JobApplication application = JobApplication.start(this.computer)) {
			MiosaJob job = application.jobs().job(this.id, "echo ready; sleep 600").start();
			Disposable following = job.lines().subscribe();
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(application.jobs().getFollowers()).isOne());
			Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().size() == 1);
			following.dispose();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().isEmpty());
			// Counted until after the last signal
			Awaitility.await().until(() -> application.jobs().getFollowers() == 0);
			assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
			job.kill(Duration.ZERO);
		}
	}

	private void breakSessions(int size, int disconnects) {
		Random random = new Random(100);
		for (int i = 0; i < disconnects; i++) {
			int bytes = random.nextInt(2 * size / disconnects);
			this.computer.sessionFaults()
				.next(SessionFault.session()
					.dropAfter(bytes, random.nextBoolean() ? ConnectionEnd.FIN : ConnectionEnd.RESET));
		}
	}

	private MiosaJob bothStreams(JobApplication application, int size) {
		String command = "head -c " + size + " /dev/urandom | tee out & head -c " + size
				+ " /dev/urandom | tee err >&2 & wait";
		return application.jobs().job(this.id, command).id("both").start();
	}

	private void assertWhole(String stdout, String stderr) throws Exception {
		assertThat(stdout).isEqualTo(digest(this.computer.home().resolve("out")));
		assertThat(stderr).isEqualTo(digest(this.computer.home().resolve("err")));
	}

	private static String digest(Path file) throws Exception {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
	}

}
