package ai.miosa.spring.attack;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers that give up, and servers that close, at any moment.
 */
class SessionOutputAttackTests {

	private static final int PIECE = 8 * 1024;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	@Test
	void disposedFluxEndsTheCommand() throws Exception {
		cancel((output) -> output.publishOn(Schedulers.parallel()), true);
	}

	@Test
	void fluxOfFewPiecesEndsTheCommand() throws Exception {
		cancel((output) -> output.publishOn(Schedulers.parallel()).take(3), false);
	}

	@Test
	void fluxOfLimitedTimeEndsTheCommand() throws Exception {
		cancel((output) -> output.take(Duration.ofMillis(3)), false);
	}

	private void cancel(UnaryOperator<Flux<SessionOutput>> operators, boolean dispose) throws Exception {
		this.sessions.upgrading(SessionOutputAttackTests::sendForever);
		for (int i = 0; i < 300; i++) {
			Random random = new Random(i);
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			Disposable reader = operators.apply(session.output()).subscribe((output) -> {
			}, (failure) -> {
			});
			if (dispose) {
				LockSupport.parkNanos(random.nextInt(3_000_000));
				reader.dispose();
			}
			assertThat(session.exitCode()).as("run " + i).failsWithin(SessionServer.TIMEOUT);
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.sessions.server().liveConnections()).isZero());
	}

	@Test
	void closedReaderLosesNoByte() throws Exception {
		this.sessions.upgrading(SessionOutputAttackTests::sendForever);
		for (int i = 0; i < 200; i++) {
			Random random = new Random(i);
			MiosaSession session = SessionServer.open(this.sessions.client(), Sessions.STREAMED);
			InputStream stdout = session.stdout();
			AtomicLong read = new AtomicLong();
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readAll(stdout, read));
			LockSupport.parkNanos(random.nextInt(3_000_000));
			stdout.available();
			stdout.close();
			session.close();
			reader.get(10, TimeUnit.SECONDS);
			Awaitility.await()
				.untilAsserted(() -> assertThat(read.get() + session.captured(SessionStream.STDOUT).totalBytes())
					.isEqualTo(session.getInfo().stdoutBytes()));
		}
	}

	@Test
	void serverThatClosesWhileStdinIsWrittenLosesNeitherOutputNorExitCode() throws Exception {
		this.sessions.upgrading((peer) -> {
			peer.nextMessage();
			peer.stdout("said");
			peer.exitAndClose(7);
		});
		for (int i = 0; i < 300; i++) {
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
