package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Output that is read by an {@link java.io.InputStream}.
 */
class MiosaSessionStreamTests {

	private static final int TINY_FRAMES = 40_000;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	void streamsAreReadSeparately() throws Exception {
		MiosaSession session = this.sessions.stream(SampleOutput::talk);
		assertThat(session.stdout().readAllBytes()).asString().isEqualTo("out 1 out 2");
		assertThat(session.stderr().readAllBytes()).asString().isEqualTo("err 1 err 2");
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
	}

	@Test
	void streamsAreReadAfterTheExit() throws Exception {
		MiosaSession session = this.sessions.stream(SampleOutput::talk);
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
		assertThat(session.stdout().readAllBytes()).asString().isEqualTo("out 1 out 2");
		assertThat(session.stderr().readAllBytes()).asString().isEqualTo("err 1 err 2");
	}

	@Test
	void firstOutputArrivesWithTheHandshakeBeforeAnyoneCanRequestIt() throws Exception {
		byte[] first = SessionPeer.frameBytes(true, 2,
				SessionPeer.message(SessionPeer.STDOUT, "first".getBytes(StandardCharsets.UTF_8)));
		this.sessions.answering((peer) -> {
			peer.upgrade("miosa-exec-v1", first);
			peer.stay();
		});
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		assertThat(session.stdout().readNBytes(5)).asString().isEqualTo("first");
	}

	@Test
	@Tag("thorough")
	void tinyFramesThatComeWithTheHandshakeDoNotDelayTheSession() throws Exception {
		byte[] frames = tinyFrames(TINY_FRAMES);
		this.sessions.answering((peer) -> {
			peer.upgrade("miosa-exec-v1", frames);
			peer.exitAndClose(0);
		});
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		// What is beyond the limit waits for someone to ask for it
		assertThat(session.getInfo().stdoutBytes()).isLessThan(TINY_FRAMES);
		assertThat(session.stdout().readAllBytes()).hasSize(TINY_FRAMES);
	}

	@Test
	void streamThatIsRequestedLateLosesNothing() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(8, SessionPeer.STDOUT);
			peer.exitAndClose(0);
		});
		Awaitility.await().until(() -> session.getInfo().stdoutBytes() > 200_000);
		assertThat(session.stdout().readAllBytes()).hasSize(8 << 20);
	}

	@Test
	@Tag("thorough")
	void streamThatIsNotReadAppliesBackPressure() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(16, SessionPeer.STDOUT);
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		SessionServer.awaitHeldBack(session);
		assertThat(readWithBound(session, stdout, 8192, 1 << 20)).isEqualTo(16 << 20);
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	@Tag("thorough")
	void singleByteFramesCountWithTheMemoryThatTheyTake() throws Exception {
		byte[] frames = tinyFrames(TINY_FRAMES);
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.write(frames);
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		Awaitility.await().until(() -> session.getInfo().stdoutBytes() > 2000);
		// A socket read of 64 KiB, of which each frame takes four bytes, may exceed the
		// limit
		assertThat(readWithBound(session, stdout, 1000, 20_000)).isEqualTo(TINY_FRAMES);
	}

	/**
	 * Read to the end, and assert the maximum amount of unread output at each read.
	 */
	private static long readWithBound(MiosaSession session, InputStream stdout, int length, int bound)
			throws IOException {
		byte[] buffer = new byte[length];
		long total = 0;
		for (int read = 0; read >= 0; read = stdout.read(buffer)) {
			total += read;
			assertThat(session.getInfo().stdoutBytes() - total).isLessThan(bound);
		}
		return total;
	}

	@Test
	void awaitThatRunsOutOfTimeSaysThatOutputIsNotRead() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> peer.megabytes(16, SessionPeer.STDOUT));
		SessionServer.awaitHeldBack(session);
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> session.await(Duration.ofMillis(1)))
			.withMessageContaining("its output is not read");
	}

	@Test
	void closedStreamDoesNotBlockTheCommand() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(16, SessionPeer.STDOUT);
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		assertThat(stdout.readNBytes(10)).hasSize(10);
		SessionServer.awaitHeldBack(session);
		stdout.close();
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		assertThat(session.captured(SessionStream.STDOUT).totalBytes()).isEqualTo((16 << 20) - 10);
		assertThatIOException().isThrownBy(stdout::read);
	}

	@Test
	void streamThatIsNotReadBlocksTheOther() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(1, SessionPeer.STDERR);
			peer.stdout("done");
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		Awaitility.await().until(() -> session.getInfo().stderrBytes() > 200_000);
		assertThat(stdout.available()).isZero();
		assertThat(session.stderr().readAllBytes()).hasSize(1 << 20);
		assertThat(stdout.readAllBytes()).asString().isEqualTo("done");
	}

	@Test
	void framesOfAllSizesArriveWhole() throws Exception {
		int[] sizes = { 0, 1, 8191, 8192, 16383, 16384, 65536, 1 << 20, (16 << 20) - 1 };
		long total = Arrays.stream(sizes).asLongStream().sum();
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.frame(true, 2, new byte[0]);
			for (int size : sizes) {
				peer.send(SessionPeer.STDOUT, new byte[size]);
			}
			peer.send(0x7f, new byte[100_000]);
			peer.frame(true, 1, "text".getBytes(StandardCharsets.UTF_8));
			peer.frame(false, 2, SessionPeer.message(SessionPeer.STDOUT, new byte[100]));
			peer.frame(false, 0, new byte[0]);
			peer.frame(true, 0, new byte[100]);
			peer.exitAndClose(0);
		});
		assertThat(session.stdout().readAllBytes()).hasSize((int) total + 200);
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	void blockedReaderIsReleasedByClose() throws Exception {
		MiosaSession session = this.sessions.stream(SessionPeer::stay);
		InputStream stdout = session.stdout();
		CountDownLatch failed = new CountDownLatch(1);
		Thread reader = new Thread(() -> {
			try {
				stdout.read();
			}
			catch (IOException ex) {
				failed.countDown();
			}
		});
		reader.start();
		Awaitility.await().until(() -> reader.getState() == Thread.State.WAITING);
		session.close();
		assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private static byte[] tinyFrames(int count) {
		byte[] frame = SessionPeer.frameBytes(true, 2, SessionPeer.message(SessionPeer.STDOUT, new byte[1]));
		byte[] frames = new byte[frame.length * count];
		for (int i = 0; i < frames.length; i += frame.length) {
			System.arraycopy(frame, 0, frames, i, frame.length);
		}
		return frames;
	}

}
