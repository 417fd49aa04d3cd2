package ai.miosa.spring.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers that stop, and servers that close the connection, at any moment.
 */
@Tag("race")
class SessionOutputAttackTests {

	private static final int PIECE = 8 * 1024;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	@Test
	@Tag("thorough")
	void disposedFluxEndsTheCommand() throws Exception {
		cancel(UnaryOperator.identity(), true);
	}

	@Test
	@Tag("thorough")
	void fluxThatIsDisposedOnAnotherThreadEndsTheCommand() throws Exception {
		cancel((output) -> output.publishOn(Schedulers.parallel()), true);
	}

	@Test
	void fluxOfFewPiecesEndsTheCommand() throws Exception {
		cancel((output) -> output.publishOn(Schedulers.parallel()).take(3), false);
	}

	@Test
	@Tag("thorough")
	void fluxOfLimitedTimeEndsTheCommand() throws Exception {
		cancel((output) -> output.take(Duration.ofMillis(3)), false);
	}

	private void cancel(UnaryOperator<Flux<SessionOutput>> operators, boolean dispose) throws Exception {
		Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
		Hooks.onErrorDropped(dropped::add);
		this.sessions.closing(Hooks::resetOnErrorDropped);
		this.sessions.upgrading(SessionOutputAttackTests::sendForever);
		for (int i = 0; i < Repetitions.of(30); i++) {
			Random random = new Random(i);
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			Disposable reader = operators.apply(session.output()).subscribe((output) -> {
			}, (failure) -> {
			});
			if (dispose) {
				LockSupport.parkNanos(random.nextInt(3_000_000));
				reader.dispose();
			}
			assertEnds(session);
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.sessions.server().liveConnections()).isZero());
		assertThat(dropped).as("errors that would be logged").doesNotHaveAnyElementsOfTypes(MiosaException.class);
	}

	@Test
	void streamThatIsClosedWhileItIsReadLosesNoByte() throws Exception {
		this.sessions.upgrading(SessionOutputAttackTests::sendForever);
		for (int i = 0; i < Repetitions.of(20); i++) {
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			InputStream stdout = session.stdout();
			AtomicLong read = new AtomicLong();
			AtomicBoolean closed = new AtomicBoolean();
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readAll(stdout, read));
			CompletableFuture<Void> poller = CompletableFuture.runAsync(() -> poll(stdout, closed));
			LockSupport.parkNanos(new Random(i).nextInt(3_000_000));
			stdout.close();
			closed.set(true);
			session.close();
			reader.get(10, TimeUnit.SECONDS);
			poller.get(10, TimeUnit.SECONDS);
			awaitAll(session, () -> read.get() + session.captured(SessionStream.STDOUT).totalBytes());
		}
	}

	@Test
	@Tag("thorough")
	void sessionThatIsClosedWhileItIsReadLosesNoByte() throws Exception {
		this.sessions.upgrading(SessionOutputAttackTests::sendForever);
		for (int i = 0; i < Repetitions.of(20); i++) {
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			InputStream stdout = session.stdout();
			AtomicLong read = new AtomicLong();
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readAll(stdout, read));
			LockSupport.parkNanos(new Random(i).nextInt(3_000_000));
			session.close();
			reader.get(10, TimeUnit.SECONDS);
			awaitAll(session, read::get);
		}
	}

	@Test
	@Tag("thorough")
	void fluxThatIsCancelledMidwayLosesNoByte() throws Exception {
		this.sessions.upgrading(SessionOutputAttackTests::sendForever);
		List<UnaryOperator<Flux<SessionOutput>>> ways = List.of(UnaryOperator.identity(), (output) -> output.take(3),
				(output) -> output.take(Duration.ofMillis(1)),
				(output) -> output.publishOn(Schedulers.parallel(), 4).take(3),
				(output) -> output.limitRate(2).delayElements(Duration.ofMillis(1)));
		for (int i = 0; i < Repetitions.of(20); i++) {
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			AtomicLong delivered = new AtomicLong();
			Flux<SessionOutput> output = session.output().doOnNext((piece) -> delivered.addAndGet(piece.size()));
			Disposable reader = ways.get(i % ways.size()).apply(output).subscribe((piece) -> {
			}, (failure) -> {
			});
			LockSupport.parkNanos(new Random(i).nextInt(3_000_000));
			reader.dispose();
			assertEnds(session);
			awaitAll(session, () -> delivered.get() + session.captured(SessionStream.STDOUT).totalBytes());
		}
	}

	private static void assertEnds(MiosaSession session) {
		assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT).withThrowableOfType(ExecutionException.class);
	}

	private static void awaitAll(MiosaSession session, LongSupplier bytes) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.untilAsserted(() -> assertThat(bytes.getAsLong()).isEqualTo(session.getInfo().stdoutBytes()));
	}

	@Test
	void serverThatClosesWhileStdinIsWrittenLosesNeitherOutputNorExitCode() throws Exception {
		this.sessions.upgrading((peer) -> {
			peer.nextMessage();
			peer.stdout("said");
			peer.exitAndClose(7);
		});
		for (int i = 0; i < Repetitions.of(30); i++) {
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			CountDownLatch written = new CountDownLatch(1);
			CompletableFuture.runAsync(() -> {
				try {
					session.sendStdin(new byte[1 << 20]);
				}
				catch (RuntimeException ex) {
					// The command has ended
				}
				written.countDown();
			});
			assertThat(session.await(SessionServer.TIMEOUT)).as("run " + i).isEqualTo(7);
			assertThat(session.stdout().readAllBytes()).asString().isEqualTo("said");
			assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static void sendForever(SessionPeer peer) throws IOException {
		while (true) {
			peer.send(SessionPeer.STDOUT, new byte[PIECE]);
		}
	}

	private static void poll(InputStream stdout, AtomicBoolean closed) {
		try {
			while (!closed.get()) {
				stdout.available();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void readAll(InputStream stdout, AtomicLong read) {
		byte[] buffer = new byte[1000];
		try {
			for (int count = stdout.read(buffer); count >= 0; count = stdout.read(buffer)) {
				read.addAndGet(count);
			}
		}
		catch (IOException ex) {
			// The stream has been closed
		}
	}

}
