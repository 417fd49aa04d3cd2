package ai.miosa.spring.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls and sessions of all kinds, cancelled, interrupted and disturbed, over TCP and TLS
 * and with each connector: the reported outcomes are true, and nothing is left behind.
 * For {@code miosa.test.soak}, 20 seconds by default.
 */
@Tag("scale")
class SoakTests {

	private static final Duration DURATION = Duration.parse(System.getProperty("miosa.test.soak", "PT20S"));

	private static final Duration WARM_UP = Duration.ofSeconds(5);

	private static final int USERS = 8;

	private static final List<Fault> FAULTS = List.of(Fault.dropBeforeBody(ConnectionEnd.FIN),
			Fault.dropAfterBody(ConnectionEnd.RESET), Fault.dropAfterRunning(ConnectionEnd.FIN), Fault.stall(),
			Fault.rateLimited(), Fault.starting(), Fault.error(502, "BAD_GATEWAY"), Fault.omitting("exit_code"),
			Fault.truncatedBody(), Fault.slowBody(Duration.ofMillis(300)), Fault.redirect(302, "http://127.0.0.1:9/"),
			Fault.hugeBody(DataSize.ofMegabytes(2)));

	private static final List<SessionFault> SESSION_FAULTS = List.of(
			SessionFault.session().dropAfter(3, ConnectionEnd.FIN),
			SessionFault.session().dropAfter(40_000, ConnectionEnd.RESET), SessionFault.session().stallAfter(10),
			SessionFault.session().noExitFrame(1000), SessionFault.session().fragmented(7),
			SessionFault.session().unknownMessages(), SessionFault.session().closingImmediately(),
			SessionFault.session().exitPayload((byte) 1), SessionFault.reject(Fault.starting()),
			SessionFault.reject(Fault.dropAfterBody(ConnectionEnd.RESET)));

	private static final SessionOptions STREAMED = SessionOptions.builder().output(OutputMode.STREAMED).build();

	private final List<MiosaLocalComputer> computers = List.of(MiosaLocalComputer.start(),
			MiosaLocalComputer.builder().tls().start());

	private final List<LocalComputerApplication> applications = new ArrayList<>();

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final ExecutorService users = Executors.newFixedThreadPool(USERS);

	private final List<Step> steps = List.of(this::call, this::call, this::cancelledCall, this::echo, this::echo,
			this::lines, this::closedStream, this::terminal, this::interruptedWait, this::cancelledOpening);

	private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();

	private final AtomicInteger succeeded = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.timer.shutdownNow();
		this.applications.forEach(LocalComputerApplication::close);
		this.computers.forEach(MiosaLocalComputer::close);
	}

	@Test
	@Timeout(value = 30, unit = TimeUnit.MINUTES)
	void leavesNothingBehind() throws Exception {
		for (String connector : List.of("jdk", "reactor", "jdk", "reactor")) {
			MiosaLocalComputer computer = this.computers.get(this.applications.size() % 2);
			this.applications.add(LocalComputerApplication.start(computer, properties(computer, connector)));
		}
		soak(WARM_UP);
		Footprint before = Footprint.afterAll(this::isIdle);
		soak(DURATION);
		Footprint.afterAll(this::isIdle);
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(Footprint.now().beyond(before)).isEmpty());
		assertThat(this.problems).isEmpty();
		assertThat(this.succeeded).hasValueGreaterThan(this.failed.get() / 2);
		for (LocalComputerApplication application : this.applications) {
			assertThat(application.template().computer().bash("echo done").run().output()).isEqualTo("done\n");
		}
	}

	private static String[] properties(MiosaLocalComputer computer, String connector) {
		List<String> properties = new ArrayList<>(List.of("spring.http.clients.reactive.connector=" + connector,
				"miosa.retry.enabled=false", "miosa.exec.grace-period=500ms", "miosa.exec.max-output-size=1MB",
				"miosa.session.keep-alive-interval=500ms", "miosa.session.keep-alive-timeout=3s",
				"miosa.session.await-timeout=5s"));
		if (computer.isTls()) {
			properties.add("spring.ssl.bundle.pem.computer.truststore.certificate=" + computer.certificatePem());
			properties.add("miosa.ssl.bundle=computer");
		}
		return properties.toArray(String[]::new);
	}

	private void soak(Duration duration) throws Exception {
		long end = System.nanoTime() + duration.toNanos();
		List<Future<?>> running = new ArrayList<>();
		for (int user = 0; user < USERS; user++) {
			Random random = new Random(user);
			running.add(this.users.submit(() -> {
				while (System.nanoTime() < end) {
					step(random);
				}
			}));
		}
		for (Future<?> user : running) {
			user.get(duration.toSeconds() + 60, TimeUnit.SECONDS);
		}
		for (MiosaLocalComputer computer : this.computers) {
			computer.faults().clear();
			computer.sessionFaults().clear();
		}
	}

	private void step(Random random) {
		if (random.nextInt(4) == 0) {
			MiosaLocalComputer computer = this.computers.get(random.nextInt(this.computers.size()));
			computer.faults().next(FAULTS.get(random.nextInt(FAULTS.size())));
			computer.sessionFaults().next(SESSION_FAULTS.get(random.nextInt(SESSION_FAULTS.size())));
		}
		LocalComputerApplication application = this.applications.get(random.nextInt(this.applications.size()));
		try {
			this.steps.get(random.nextInt(this.steps.size())).take(application, random);
			this.succeeded.incrementAndGet();
		}
		catch (MiosaException ex) {
			this.failed.incrementAndGet();
		}
		catch (Throwable ex) {
			this.problems.add(ex);
		}
		finally {
			Thread.interrupted();
		}
	}

	private void call(LocalComputerApplication application, Random random) {
		int number = random.nextInt(50);
		ExecResult result = application.template()
			.computer()
			.bash("echo " + number + "; exit " + number)
			.options(ExecOptions.timeout(Duration.ofSeconds(1)))
			.run();
		// A faulty answer of the right form is the server's own
		if (result.output().length() < 10) {
			assertThat(result.output()).isEqualTo(number + "\n");
			assertThat(result.exitCode()).isEqualTo(number);
		}
	}

	private void cancelledCall(LocalComputerApplication application, Random random) throws InterruptedException {
		String computerId = this.computers.get(0).getComputerId();
		CountDownLatch ended = new CountDownLatch(1);
		application.reactive()
			.bash(computerId, "sleep 0.05")
			.doFinally((signal) -> ended.countDown())
			.timeout(Duration.ofMillis(1 + random.nextInt(100)))
			.subscribe((result) -> {
			}, (failure) -> {
			});
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
	}

	private void echo(LocalComputerApplication application, Random random) {
		String text = "x".repeat(random.nextInt(100_000));
		try (MiosaSession session = application.template()
			.computer()
			.spawn("cat; exit 5")
			.options(SessionOptions.pipes())
			.open()) {
			send(session, text);
			int exitCode = session.await();
			assertThat(exitCode).isEqualTo(5);
			assertThat(session.captured(SessionStream.STDOUT).totalBytes()).isEqualTo(text.length());
		}
	}

	private static void send(MiosaSession session, String text) {
		try {
			session.sendStdin(text);
			session.closeStdin();
		}
		catch (IllegalStateException ex) {
			// The session has been disturbed and has ended
		}
	}

	private void lines(LocalComputerApplication application, Random random) {
		try (MiosaSession session = application.template().computer().spawn("yes").options(STREAMED).open()) {
			closeSoon(session);
			int count = 1 + random.nextInt(2000);
			Long lines = session.lines().take(count).count().block(Duration.ofSeconds(10));
			assertThat(lines).isEqualTo(count);
		}
	}

	private void closedStream(LocalComputerApplication application, Random random) throws IOException {
		try (MiosaSession session = application.template().computer().spawn("seq 1 20000").options(STREAMED).open()) {
			closeSoon(session);
			InputStream stdout = session.stdout();
			byte[] read = stdout.readNBytes(random.nextInt(50_000));
			assertThat("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n")
				.startsWith(new String(read, 0, Math.min(20, read.length), StandardCharsets.UTF_8));
			stdout.close();
			assertThat(session.await()).isZero();
		}
		catch (IOException ex) {
			assertThat(ex).hasCauseInstanceOf(MiosaException.class);
		}
	}

	/**
	 * Bound a wait for output: a session that sends none and answers pings is alive.
	 */
	private void closeSoon(MiosaSession session) {
		this.timer.schedule(session::close, 5, TimeUnit.SECONDS);
	}

	private void terminal(LocalComputerApplication application, Random random) {
		try (MiosaSession session = application.template()
			.computer()
			.spawn("sh")
			.options(SessionOptions.pty(80, 24))
			.open()) {
			session.resize(40 + random.nextInt(100), 20);
			session.sendStdin("exit 3\n");
			assertThat(session.await()).isEqualTo(3);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("The session has ended");
		}
	}

	private void interruptedWait(LocalComputerApplication application, Random random) {
		Thread user = Thread.currentThread();
		ScheduledFuture<?> interrupt = this.timer.schedule(user::interrupt, random.nextInt(100), TimeUnit.MILLISECONDS);
		try (MiosaSession session = application.template()
			.computer()
			.spawn("sleep 60")
			.options(SessionOptions.pipes())
			.open()) {
			session.await();
		}
		finally {
			interrupt.cancel(false);
		}
	}

	private void cancelledOpening(LocalComputerApplication application, Random random) {
		application.reactive()
			.spawn(this.computers.get(0).getComputerId(), "sleep 60", SessionOptions.pipes())
			.timeout(Duration.ofMillis(1 + random.nextInt(50)))
			.subscribe(MiosaSession::close, (failure) -> {
			});
	}

	private boolean isIdle() {
		return this.applications.stream().allMatch((each) -> each.bean(MiosaSessionRegistry.class).size() == 0)
				&& this.computers.stream().allMatch((computer) -> computer.sessions().isEmpty());
	}

	/**
	 * An operation of a user. Fails only with a {@link MiosaException}.
	 */
	private interface Step {

		void take(LocalComputerApplication application, Random random) throws Exception;

	}

}
