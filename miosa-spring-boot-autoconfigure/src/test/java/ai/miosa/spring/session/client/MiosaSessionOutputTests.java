package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The ways to read output. Covers the wire protocol's rows {@code 0x01}, {@code 0x02},
 * {@code 0x03}, {@code 0x10} and {@code 0x11}.
 */
@ParameterizedClass
@EnumSource
class MiosaSessionOutputTests {

	@RegisterExtension
	final Sessions sessions;

	MiosaSessionOutputTests(Transport transport) {
		this.sessions = new Sessions(transport);
	}

	private static final byte[] MEGABYTE = new byte[1 << 20];

	@Test
	void streamsAreReadApart() throws Exception {
		MiosaSession session = this.sessions.stream(MiosaSessionOutputTests::talk);
		assertThat(session.stdout().readAllBytes()).asString().isEqualTo("out 1 out 2");
		assertThat(session.stderr().readAllBytes()).asString().isEqualTo("err 1 err 2");
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
	}

	@Test
	void streamsAreReadAfterTheExit() throws Exception {
		MiosaSession session = this.sessions.stream(MiosaSessionOutputTests::talk);
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
		assertThat(session.stdout().readAllBytes()).asString().isEqualTo("out 1 out 2");
		assertThat(session.stderr().readAllBytes()).asString().isEqualTo("err 1 err 2");
	}

	@Test
	void fluxKeepsTheOrderOfArrivalAndCompletes() throws Exception {
		MiosaSession session = this.sessions.stream(MiosaSessionOutputTests::talk);
		Awaitility.await().until(() -> session.getInfo().state() == SessionInfo.State.EXITED);
		StepVerifier.create(session.output().map(MiosaSessionOutputTests::describe), 0)
			.expectSubscription()
			.thenRequest(1)
			.expectNext("STDOUT out 1 ")
			.thenRequest(2)
			.expectNext("STDERR err 1 ", "STDOUT out 2")
			.thenRequest(1)
			.expectNext("STDERR err 2")
			.expectComplete()
			.verify(SessionServer.TIMEOUT);
	}

	@Test
	void handlerGetsAllBeforeTheExitCodeIsKnown() throws Exception {
		List<String> received = new CopyOnWriteArrayList<>();
		SessionOptions options = SessionOptions.builder()
			.outputHandler((output) -> received.add(describe(output)))
			.build();
		MiosaSession session = this.sessions.open(MiosaSessionOutputTests::talk, options);
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
		assertThat(received).containsExactly("STDOUT out 1 ", "STDERR err 1 ", "STDOUT out 2", "STDERR err 2");
	}

	@Test
	void outputThatComesWithTheHandshakeReachesHandlerThatUsesTheSession() throws Exception {
		CompletableFuture<MiosaSession> opened = new CompletableFuture<>();
		SessionOptions options = SessionOptions.builder()
			.outputHandler((output) -> opened.get().sendStdin("answer"))
			.build();
		this.sessions.answering((peer) -> {
			peer.upgrade("miosa-exec-v1", SessionPeer.frameBytes(true, 2,
					SessionPeer.message(SessionPeer.STDOUT, "question".getBytes(StandardCharsets.UTF_8))));
			assertThat(peer.nextMessage().text()).isEqualTo("answer");
			peer.exitAndClose(0);
		});
		MiosaSessionClient client = this.sessions.client();
		opened.complete(SessionServer.open(client, options));
		assertThat(opened.get().await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	void firstOutputComesWithTheHandshakeBeforeAnyoneCanAskForIt() throws Exception {
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
	void tinyFramesThatComeWithTheHandshakeDoNotKeepTheSessionFromItsCaller() throws Exception {
		byte[] frames = tinyFrames(10_000);
		this.sessions.answering((peer) -> {
			peer.upgrade("miosa-exec-v1", frames);
			peer.exitAndClose(0);
		});
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		// What is beyond the limit waits for someone to ask for it
		assertThat(session.getInfo().stdoutBytes()).isLessThan(10_000);
		assertThat(session.stdout().readAllBytes()).hasSize(10_000);
	}

	@Test
	void capturedOutputKeepsItsBeginningAndItsEnd() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			for (int i = 0; i < 8; i++) {
				peer.send(SessionPeer.STDOUT, MEGABYTE);
			}
			peer.stdout("the end");
			peer.exitAndClose(0);
		});
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		CapturedOutput captured = session.captured(SessionStream.STDOUT);
		assertThat(captured.totalBytes()).isEqualTo(8L * MEGABYTE.length + 7);
		assertThat(captured.truncated()).isTrue();
		assertThat(captured.bytes()).hasSize(128 * 1024);
		assertThat(captured.text()).endsWith("the end").contains("bytes not kept]");
	}

	@Test
	void capturedSessionRefusesToBeStreamedAndNamesTheOption() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		for (ThrowingCallable reading : List.<ThrowingCallable>of(session::stdout, session::stderr,
				session::stdoutReader, session::output, session::text, session::lines, session::asProcess)) {
			assertThatIllegalStateException().isThrownBy(reading)
				.withMessageContaining("SessionOptions.output(OutputMode.STREAMED)")
				.withMessageContaining("miosa.session.output");
		}
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void exitIsNotBlockedWhenOnlyTheFutureIsUsed() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.send(SessionPeer.STDERR, MEGABYTE);
			peer.exitAndClose(3);
		});
		assertThat(session.exitCode()).succeedsWithin(SessionServer.TIMEOUT).isEqualTo(3);
	}

	@Test
	void callerWhoAsksPromptlyLosesNothing() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 8; i++) {
				peer.send(SessionPeer.STDOUT, MEGABYTE);
			}
			peer.exitAndClose(0);
		});
		Awaitility.await().until(() -> session.getInfo().stdoutBytes() > 200_000);
		assertThat(session.stdout().readAllBytes()).hasSize(8 * MEGABYTE.length);
	}

	@Test
	void streamThatIsAskedForAndNotReadHoldsTheComputerBack() throws Exception {
		AtomicLong sent = new AtomicLong();
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 64; i++) {
				peer.send(SessionPeer.STDOUT, MEGABYTE);
				sent.addAndGet(MEGABYTE.length);
			}
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		SessionServer.awaitHeldBack(session);
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> session.getInfo().stdoutBytes() < 1 << 20);
		assertThat(sent).hasValueLessThan(40L << 20);
		assertThat(session.exitCode()).isNotDone();
		assertThat(stdout.readAllBytes()).hasSize(64 << 20);
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	void fluxWithoutDemandHoldsTheComputerBack() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 16; i++) {
				peer.send(SessionPeer.STDOUT, MEGABYTE);
			}
			peer.exitAndClose(0);
		});
		Flux<SessionOutput> output = session.output();
		SessionServer.awaitHeldBack(session);
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> session.getInfo().stdoutBytes() < 1 << 20);
		assertThat(output.map(SessionOutput::size).reduce(0, Integer::sum).block(SessionServer.TIMEOUT))
			.isEqualTo(16 << 20);
	}

	@Test
	void singleByteFramesAreHeldBackByTheMemoryTheyTake() throws Exception {
		byte[] frames = tinyFrames(100_000);
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.write(frames);
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		Awaitility.await().until(() -> session.getInfo().stdoutBytes() > 2000);
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> session.getInfo().stdoutBytes() < 10_000);
		assertThat(stdout.readAllBytes()).hasSize(100_000);
	}

	@Test
	void cancelledFluxEndsTheSessionAndTheCommand() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 16; i++) {
				peer.send(SessionPeer.STDOUT, MEGABYTE);
			}
			peer.stay();
		});
		SessionOutput first = session.output().next().block(SessionServer.TIMEOUT);
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(MiosaSessionLostException.Reason.CLOSED));
		assertThat(this.sessions.server().nextPeer().awaitGone(5)).isTrue();
		assertThat(first.size() + session.captured(SessionStream.STDOUT).totalBytes())
			.isEqualTo(session.getInfo().stdoutBytes());
	}

	@Test
	void closedStreamLetsTheCommandEnd() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 16; i++) {
				peer.send(SessionPeer.STDOUT, MEGABYTE);
			}
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
	void streamThatIsNotReadHoldsTheOtherBack() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.send(SessionPeer.STDERR, MEGABYTE);
			peer.stdout("done");
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		Awaitility.await().until(() -> session.getInfo().stderrBytes() > 200_000);
		assertThat(stdout.available()).isZero();
		assertThat(session.stderr().readAllBytes()).hasSize(MEGABYTE.length);
		assertThat(stdout.readAllBytes()).asString().isEqualTo("done");
	}

	@Test
	void secondWayOfReadingIsRefused() throws Exception {
		this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		try (MiosaSession session = SessionServer.stream(client)) {
			InputStream stdout = session.stdout();
			assertThat(session.stdout()).isSameAs(stdout);
			assertThatIllegalStateException().isThrownBy(session::output).withMessageContaining("already read");
		}
		try (MiosaSession session = SessionServer.stream(client)) {
			session.output();
			assertThatIllegalStateException().isThrownBy(session::stderr).withMessageContaining("already read");
			assertThatIllegalStateException().isThrownBy(session::text).withMessageContaining("already read");
		}
		try (MiosaSession session = SessionServer.open(client,
				SessionOptions.builder().outputHandler((output) -> output.size()).build())) {
			assertThatIllegalStateException().isThrownBy(session::stdout).withMessageContaining("output handler");
			assertThatIllegalStateException().isThrownBy(session::output).withMessageContaining("output handler");
		}
	}

	@Test
	void fluxTakesOneSubscriber() throws Exception {
		MiosaSession session = this.sessions.stream(SessionPeer::stay);
		Flux<SessionOutput> output = session.output();
		output.subscribe((piece) -> {
		}, (failure) -> {
		});
		StepVerifier.create(output).expectError(IllegalStateException.class).verify(SessionServer.TIMEOUT);
	}

	@Test
	void textIsWholeWhereverTheServerCutsIt() throws Exception {
		String text = "żółw 🐢 end";
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.sessions.upgrading((peer) -> {
			for (byte single : bytes) {
				peer.send(SessionPeer.STDOUT, new byte[] { single });
				peer.send(SessionPeer.STDERR, new byte[] { single });
			}
			peer.send(SessionPeer.STDOUT, new byte[] { (byte) 0xe2, (byte) 0x82 });
			peer.exitAndClose(0);
		});
		MiosaSessionClient client = this.sessions.client();
		try (MiosaSession session = SessionServer.stream(client)) {
			List<SessionText> pieces = session.text().collectList().block(SessionServer.TIMEOUT);
			assertThat(joined(pieces, SessionStream.STDOUT)).isEqualTo(text + '\ufffd');
			assertThat(joined(pieces, SessionStream.STDERR)).isEqualTo(text);
		}
		try (MiosaSession session = SessionServer.stream(client); Reader reader = session.stdoutReader()) {
			StringWriter read = new StringWriter();
			reader.transferTo(read);
			assertThat(read.toString()).isEqualTo(text + '\ufffd');
		}
	}

	@Test
	void linesAreWholeWhereverTheServerCutsThem() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (byte single : "żółw\r\n\nlast".getBytes(StandardCharsets.UTF_8)) {
				peer.send(SessionPeer.STDOUT, new byte[] { single });
			}
			peer.stderr("one\ntwo\n");
			peer.exitAndClose(0);
		});
		assertThat(session.lines().collectList().block(SessionServer.TIMEOUT)).containsExactly(
				new SessionText(SessionStream.STDOUT, "żółw"), new SessionText(SessionStream.STDOUT, ""),
				new SessionText(SessionStream.STDERR, "one"), new SessionText(SessionStream.STDERR, "two"),
				new SessionText(SessionStream.STDOUT, "last"));
	}

	@Test
	void lineWithoutEndTakesBoundedMemory() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 4; i++) {
				peer.send(SessionPeer.STDOUT, "🐢".repeat(50_000).getBytes(StandardCharsets.UTF_8));
			}
			peer.exitAndClose(0);
		});
		List<SessionText> lines = session.lines().collectList().block(SessionServer.TIMEOUT);
		assertThat(lines).allSatisfy((line) -> assertThat(line.text().length()).isBetween(1, 64 * 1024 + 1));
		assertThat(joined(lines, SessionStream.STDOUT)).isEqualTo("🐢".repeat(200_000));
	}

	@Test
	void cancelledLinesEndTheSession() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.stdout("one\ntwo\n");
			peer.stay();
		});
		assertThat(session.lines().take(1).map(SessionText::text).blockLast(SessionServer.TIMEOUT)).isEqualTo("one");
		assertThat(this.sessions.server().nextPeer().awaitGone(5)).isTrue();
	}

	private static String joined(List<SessionText> pieces, SessionStream stream) {
		StringBuilder text = new StringBuilder();
		pieces.stream().filter((piece) -> piece.stream() == stream).forEach((piece) -> text.append(piece.text()));
		return text.toString();
	}

	@Test
	void portEventsReachTheListener() throws Exception {
		List<PortEvent> events = new CopyOnWriteArrayList<>();
		MiosaSession session = this.sessions.open((peer) -> {
			peer.send(0x10, "{\"port\": 3000, \"url\": \"https://x\"}".getBytes(StandardCharsets.UTF_8));
			peer.send(0x10, "not json".getBytes(StandardCharsets.UTF_8));
			peer.send(0x11, "{\"port\": 3000}".getBytes(StandardCharsets.UTF_8));
			peer.exitAndClose(0);
		}, SessionOptions.builder().portListener(events::add).build());
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		assertThat(events).extracting(PortEvent::type, PortEvent::port)
			.containsExactly(tuple(PortEvent.Type.OPENED, 3000), tuple(PortEvent.Type.CLOSED, 3000));
		assertThat(events.get(0).details()).containsEntry("url", "https://x");
	}

	@Test
	void framesOfAllSizesArriveWhole() throws Exception {
		int[] sizes = { 0, 1, 8191, 8192, 16383, 16384, 65536, 1 << 20, 16 << 20 };
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
	void lostSessionFailsTheReadersAfterWhatArrived() throws Exception {
		this.sessions.upgrading((peer) -> peer.stdout("some"));
		MiosaSessionClient client = this.sessions.client();
		try (MiosaSession session = SessionServer.stream(client)) {
			InputStream stdout = session.stdout();
			assertThat(stdout.readNBytes(4)).asString().isEqualTo("some");
			assertThatIOException().isThrownBy(stdout::read).withCauseInstanceOf(MiosaSessionLostException.class);
		}
		try (MiosaSession session = SessionServer.stream(client)) {
			StepVerifier.create(session.output().map(MiosaSessionOutputTests::describe))
				.expectNext("STDOUT some")
				.expectError(MiosaSessionLostException.class)
				.verify(SessionServer.TIMEOUT);
		}
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
		assertThat(failed.await(5, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void handlerThatThrowsEndsTheSession() throws Exception {
		IllegalArgumentException failure = new IllegalArgumentException("mine");
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("some");
			peer.stay();
		}, SessionOptions.builder().outputHandler((output) -> {
			throw failure;
		}).build());
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.withCause(failure)
			.satisfies(
					(lost) -> assertThat(lost.getReason()).isEqualTo(MiosaSessionLostException.Reason.HANDLER_FAILED));
		assertThat(this.sessions.server().nextPeer().awaitGone(5)).isTrue();
	}

	@Test
	void handlerMayCloseButNotAwaitItsSession() throws Exception {
		CompletableFuture<MiosaSession> opened = new CompletableFuture<>();
		CompletableFuture<Throwable> refused = new CompletableFuture<>();
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("some");
			peer.stay();
		}, SessionOptions.builder().outputHandler((output) -> {
			MiosaSession own = opened.get();
			refused.complete(catchThrowable(own::await));
			own.close();
		}).build());
		opened.complete(session);
		assertThat(refused).succeedsWithin(SessionServer.TIMEOUT).isInstanceOf(IllegalStateException.class);
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(MiosaSessionLostException.Reason.CLOSED));
		assertThat(this.sessions.server().nextPeer().awaitGone(5)).isTrue();
	}

	private static void talk(SessionPeer peer) throws IOException {
		peer.stdout("out 1 ");
		peer.stderr("err 1 ");
		peer.stdout("out 2");
		peer.stderr("err 2");
		peer.exitAndClose(7);
	}

	private static byte[] tinyFrames(int count) {
		byte[] frame = SessionPeer.frameBytes(true, 2, SessionPeer.message(SessionPeer.STDOUT, new byte[1]));
		byte[] frames = new byte[frame.length * count];
		for (int i = 0; i < frames.length; i += frame.length) {
			System.arraycopy(frame, 0, frames, i, frame.length);
		}
		return frames;
	}

	private static String describe(SessionOutput output) {
		return output.stream() + " " + new String(output.bytes(), StandardCharsets.UTF_8);
	}

}
