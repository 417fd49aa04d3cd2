package ai.miosa.spring.session.client;

import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionLine;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Output that is read as a {@code Flux} of pieces, of text or of lines.
 */
class MiosaSessionFluxTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	@Tag("thorough")
	void fluxKeepsTheOrderOfArrivalAndCompletes() throws Exception {
		MiosaSession session = this.sessions.stream(SampleOutput::talk);
		Awaitility.await().until(() -> session.getInfo().state() == SessionInfo.State.EXITED);
		StepVerifier.create(session.output().map(SampleOutput::describe), 0)
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
	@Tag("thorough")
	void fluxWithoutDemandAppliesBackPressure() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(8, SessionPeer.STDOUT);
			peer.exitAndClose(0);
		});
		Flux<SessionOutput> output = session.output();
		SessionServer.awaitHeldBack(session);
		AtomicLong delivered = new AtomicLong();
		StepVerifier.create(output.doOnNext((piece) -> {
			assertThat(session.getInfo().stdoutBytes() - delivered.get()).isLessThan(1 << 20);
			delivered.addAndGet(piece.size());
		}).limitRate(1)).thenConsumeWhile((piece) -> true).expectComplete().verify(SessionServer.TIMEOUT);
		assertThat(delivered).hasValue(8 << 20);
	}

	@Test
	void cancelledFluxEndsTheSessionAndTheCommand() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(16, SessionPeer.STDOUT);
			peer.stay();
		});
		SessionOutput first = session.output().next().block(SessionServer.TIMEOUT);
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(MiosaSessionLostException.Reason.CLOSED));
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
		assertThat(first.size() + session.captured(SessionStream.STDOUT).totalBytes())
			.isEqualTo(session.getInfo().stdoutBytes());
	}

	@Test
	void subscriberThatFailsFatallyIsTheReason() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.nextMessage();
			peer.stdout("some");
			peer.stay();
		});
		LinkageError failure = new LinkageError("mine");
		session.output().subscribe((output) -> {
			throw failure;
		});
		session.sendStdin("go");
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.withCause(failure)
			.satisfies(
					(lost) -> assertThat(lost.getReason()).isEqualTo(MiosaSessionLostException.Reason.HANDLER_FAILED));
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
				new SessionLine(SessionStream.STDOUT, "żółw", false), new SessionLine(SessionStream.STDOUT, "", false),
				new SessionLine(SessionStream.STDERR, "one", false),
				new SessionLine(SessionStream.STDERR, "two", false),
				new SessionLine(SessionStream.STDOUT, "last", false));
	}

	@Test
	void lineOf200KilobytesIsWhole() throws Exception {
		String json = "{\"text\":\"" + "ż".repeat(100_000) + "\"}";
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.stdout(json + "\nlast\n");
			peer.exitAndClose(0);
		});
		assertThat(session.lines().map(SessionLine::text).collectList().block(SessionServer.TIMEOUT))
			.containsExactly(json, "last");
	}

	@Test
	@Tag("thorough")
	void lineWithoutEndTakesBoundedMemory() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			for (int i = 0; i < 4; i++) {
				peer.send(SessionPeer.STDOUT, "🐢".repeat(50_000).getBytes(StandardCharsets.UTF_8));
			}
			peer.exitAndClose(0);
		});
		List<SessionLine> lines = session.lines(LineOptions.DEFAULT.withMaxBytes(65_535))
			.collectList()
			.block(SessionServer.TIMEOUT);
		assertThat(lines).hasSize(13).allSatisfy((line) -> assertThat(line.text()).matches("(🐢){1,16384}"));
		assertThat(lines).extracting(SessionLine::partial).endsWith(true, false).containsOnlyOnce(false);
		assertThat(lines.stream().map(SessionLine::text).collect(Collectors.joining())).isEqualTo("🐢".repeat(200_000));
	}

	@Test
	void cancelledLinesEndTheSession() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.stdout("one\ntwo\n");
			peer.stay();
		});
		assertThat(session.lines().take(1).map(SessionLine::text).blockLast(SessionServer.TIMEOUT)).isEqualTo("one");
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	private static String joined(List<SessionText> pieces, SessionStream stream) {
		StringBuilder text = new StringBuilder();
		pieces.stream().filter((piece) -> piece.stream() == stream).forEach((piece) -> text.append(piece.text()));
		return text.toString();
	}

}
