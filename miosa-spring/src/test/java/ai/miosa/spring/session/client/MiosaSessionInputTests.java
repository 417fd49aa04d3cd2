package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.client.SessionPeer.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The input of a session. Covers the wire protocol's rows {@code 0x00}, {@code 0x04} and
 * {@code 0x05}.
 */
class MiosaSessionInputTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	private static final int BINARY = 2;

	@Test
	void textIsSentAsUtf8() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		session.sendStdin("zażółć\n");
		Message message = this.sessions.server().nextPeer().nextMessage();
		assertThat(message.opcode()).isEqualTo(BINARY);
		assertThat(message.type()).isZero();
		assertThat(message.text()).isEqualTo("zażółć\n");
		assertThat(session.getInfo().stdinBytes()).isEqualTo(11);
	}

	@Test
	void textWithLoneSurrogateIsRejected() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		assertThatIllegalArgumentException().isThrownBy(() -> session.sendStdin("rm a\ud800b"))
			.withMessageContaining("surrogate");
		session.sendStdin("rm a\ud83d\ude00b");
		assertThat(this.sessions.server().nextPeer().nextMessage().text()).isEqualTo("rm a\ud83d\ude00b");
	}

	@Test
	void largeInputIsCutIntoFrames() throws Exception {
		byte[] input = new byte[100_000];
		new Random(1).nextBytes(input);
		byte[] received = new byte[0];
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		session.sendStdin(input);
		SessionPeer peer = this.sessions.server().nextPeer();
		for (int size : new int[] { 32768, 32768, 32768, 1696 }) {
			byte[] payload = peer.nextMessage().payload();
			assertThat(payload).hasSize(1 + size);
			int end = received.length;
			received = Arrays.copyOf(received, end + size);
			System.arraycopy(payload, 1, received, end, size);
		}
		assertThat(received).isEqualTo(input);
	}

	@Test
	void endOfFileIsSentOnceAndEndsStdin() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		OutputStream stdin = session.stdin();
		stdin.write('a');
		stdin.close();
		session.closeStdin();
		SessionPeer peer = this.sessions.server().nextPeer();
		assertThat(peer.nextMessage().payload()).containsExactly(0, 'a');
		assertThat(peer.nextMessage().payload()).containsExactly(4);
		assertThatIllegalStateException().isThrownBy(() -> session.sendStdin("b")).withMessage("Stdin has been closed");
		assertThatIOException().isThrownBy(() -> stdin.write('b')).withMessage("Stdin has been closed");
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void writingAfterTheEndIsRejected() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> peer.exitAndClose(0), SessionOptions.pty(80, 24));
		OutputStream stdin = session.stdin();
		session.await(SessionServer.TIMEOUT);
		assertThatIllegalStateException().isThrownBy(() -> session.sendStdin("b")).withMessage("The session has ended");
		assertThatIOException().isThrownBy(() -> stdin.write('b')).withMessage("The session has ended");
		assertThatIllegalStateException().isThrownBy(session::closeStdin).withMessage("The session has ended");
		assertThatIllegalStateException().isThrownBy(() -> session.resize(1, 1)).withMessage("The session has ended");
		assertThatIllegalStateException().isThrownBy(session::interrupt).withMessage("The session has ended");
		stdin.close();
	}

	@Test
	void resizeAndInterruptGoToThePseudoTerminal() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay, SessionOptions.pty(120, 40));
		assertThat(session.getInfo().terminalSize()).isEqualTo(new TerminalSize(120, 40));
		session.resize(300, 50);
		session.interrupt();
		SessionPeer peer = this.sessions.server().nextPeer();
		assertThat(peer.nextMessage().payload()).containsExactly(5, 0, 50, 1, 44);
		assertThat(peer.nextMessage().payload()).containsExactly(0, 3);
		assertThat(session.getInfo().terminalSize()).isEqualTo(new TerminalSize(300, 50));
		assertThatIllegalArgumentException().isThrownBy(() -> session.resize(0, 1));
	}

	@Test
	void resizeAndInterruptNeedPseudoTerminal() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		assertThatIllegalStateException().isThrownBy(() -> session.resize(1, 1))
			.withMessage("The session has no pseudo-terminal");
		assertThatIllegalStateException().isThrownBy(session::interrupt)
			.withMessage("The session has no pseudo-terminal");
	}

	@Test
	@Tag("thorough")
	void writerIsBlockedByPeerThatDoesNotReadUntilTheSessionIsClosed() throws Exception {
		CountDownLatch read = new CountDownLatch(1);
		this.sessions.configure(
				(client) -> client.keepAliveInterval(Duration.ofMillis(50)).keepAliveTimeout(Duration.ofSeconds(3)));
		this.sessions.answering((peer) -> {
			peer.upgradeWithoutReading("miosa-exec-v1");
			read.await();
		});
		MiosaSession session = this.sessions.open(SessionOptions.none());
		AtomicBoolean done = new AtomicBoolean();
		Thread writer = new Thread(() -> {
			try {
				session.sendStdin(new byte[64 << 20]);
			}
			catch (RuntimeException ex) {
				done.set(true);
			}
		});
		writer.start();
		SessionServer other = this.sessions.upgrading(SessionPeer::stay);
		SessionServer.open(this.sessions.client().mutate().endpoint(other.endpoint()).build());
		SessionPeer pinged = other.nextPeer();
		// Longer than the timeout
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> pinged.pings() > 80);
		assertThat(done).isFalse();
		assertThat(session.exitCode()).isNotDone();
		session.close();
		Awaitility.await().untilTrue(done);
	}

	@Test
	@Tag("thorough")
	void writeTimeoutBoundsWaitWithoutProgress() throws Exception {
		this.sessions.configure((client) -> client.writeTimeout(Duration.ofMillis(200))).answering((peer) -> {
			peer.upgradeWithoutReading("miosa-exec-v1");
			peer.stayWithoutReading();
		});
		MiosaSession session = this.sessions.open(SessionOptions.none());
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> session.sendStdin(new byte[64 << 20]))
			.withMessageContaining("miosa.session.write-timeout")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void interruptedThreadSendsNothingAndDoesNotAffectTheSession() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> session.sendStdin("a"))
			.withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
		session.sendStdin("b");
		assertThat(this.sessions.server().nextPeer().nextMessage().text()).isEqualTo("b");
	}

	@Test
	@Tag("thorough")
	void manyThreadsMayMixStdinResizeAndPings() throws Exception {
		int threads = 16;
		int texts = 400;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		this.sessions.closing(executor::shutdownNow);
		this.sessions.configure((client) -> client.keepAliveInterval(Duration.ofMillis(1)));
		MiosaSession session = this.sessions.open(SessionPeer::stay, SessionOptions.pty(80, 24));
		List<Future<?>> writers = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			char letter = (char) ('a' + i);
			writers.add(executor.submit(() -> {
				for (int n = 0; n < texts; n++) {
					session.sendStdin(String.valueOf(letter).repeat(1000) + '\n');
					session.resize(100, 1 + n % 50);
				}
			}));
		}
		SessionPeer peer = this.sessions.server().nextPeer();
		int whole = 0;
		for (int i = 0; i < threads * texts * 2; i++) {
			Message message = peer.nextMessage();
			if (message.type() == 0) {
				String text = message.text();
				assertThat(text).isEqualTo(text.substring(0, 1).repeat(1000) + '\n');
				whole++;
			}
		}
		assertThat(whole).isEqualTo(threads * texts);
		for (Future<?> writer : writers) {
			writer.get(10, TimeUnit.SECONDS);
		}
		assertThat(peer.pings()).isPositive();
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void largeTextsOfManyThreadsFollowOneAnotherWhole() throws Exception {
		int threads = 8;
		int size = 100_000;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		this.sessions.closing(executor::shutdownNow);
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		for (int i = 0; i < threads; i++) {
			String text = String.valueOf((char) ('a' + i)).repeat(size);
			executor.submit(() -> session.sendStdin(text));
		}
		StringBuilder received = new StringBuilder();
		SessionPeer peer = this.sessions.server().nextPeer();
		while (received.length() < threads * size) {
			received.append(peer.nextMessage().text());
		}
		for (int i = 0; i < threads; i++) {
			String text = received.substring(i * size, (i + 1) * size);
			assertThat(text.chars().distinct().count()).isEqualTo(1);
		}
	}

	@Test
	void streamChecksItsArguments() throws IOException {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		OutputStream stdin = session.stdin();
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> stdin.write("abc".getBytes(StandardCharsets.UTF_8), 1, 3));
	}

}
