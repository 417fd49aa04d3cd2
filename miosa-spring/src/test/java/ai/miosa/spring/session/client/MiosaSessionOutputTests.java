package ai.miosa.spring.session.client;

import java.io.InputStream;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Captured output, and what all ways of reading have in common. Together with the tests
 * of each way, covers the wire protocol's rows {@code 0x01}, {@code 0x02}, {@code 0x03},
 * {@code 0x10} and {@code 0x11}.
 */
class MiosaSessionOutputTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	@Tag("thorough")
	void capturedOutputKeepsItsBeginningAndItsEnd() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.megabytes(8, SessionPeer.STDOUT);
			peer.stdout("the end");
			peer.exitAndClose(0);
		});
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		CapturedOutput captured = session.captured(SessionStream.STDOUT);
		assertThat(captured.totalBytes()).isEqualTo((8 << 20) + 7);
		assertThat(captured.truncated()).isTrue();
		assertThat(captured.bytes()).hasSize(128 * 1024);
		assertThat(captured.text()).endsWith("the end").contains("bytes not kept]");
	}

	@Test
	void capturedSessionCannotBeStreamedAndNamesTheOption() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		for (ThrowingCallable reading : List.<ThrowingCallable>of(session::stdout, session::stderr,
				session::stdoutReader, session::output, session::text, session::lines, session::asProcess)) {
			assertThatIllegalStateException().isThrownBy(reading)
				.withMessageContaining("output(OutputMode.STREAMED)")
				.withMessageContaining("miosa.session.output");
		}
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void exitIsNotBlockedWhenOnlyTheFutureIsUsed() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.megabytes(1, SessionPeer.STDERR);
			peer.exitAndClose(3);
		});
		assertThat(session.exitCode()).succeedsWithin(SessionServer.TIMEOUT).isEqualTo(3);
	}

	@Test
	@Tag("thorough")
	void secondWayOfReadingIsRejected() throws Exception {
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
	@Tag("thorough")
	void lostSessionFailsTheReadersAfterWhatArrived() throws Exception {
		this.sessions.upgrading((peer) -> peer.stdout("some"));
		MiosaSessionClient client = this.sessions.client();
		try (MiosaSession session = SessionServer.stream(client)) {
			InputStream stdout = session.stdout();
			assertThat(stdout.readNBytes(4)).asString().isEqualTo("some");
			assertThatIOException().isThrownBy(stdout::read).withCauseInstanceOf(MiosaSessionLostException.class);
		}
		try (MiosaSession session = SessionServer.stream(client)) {
			StepVerifier.create(session.output().map(SampleOutput::describe))
				.expectNext("STDOUT some")
				.expectError(MiosaSessionLostException.class)
				.verify(SessionServer.TIMEOUT);
		}
	}

}
