package ai.miosa.spring.attack;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * However a session is lost, its exception says so, and the log has no stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionLogTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	void lostSessionLogsNoStackTrace(CapturedOutput output) throws Exception {
		for (SessionServer.Script script : List.<SessionServer.Script>of(SessionPeer::drop, SessionPeer::reset,
				(peer) -> peer.close(1011), (peer) -> peer.frame(true, 8, new byte[0]),
				(peer) -> peer.frame(true, 8, new byte[] { 3 }),
				(peer) -> peer.frame(true, 8, new byte[] { 3, (byte) 0xe8, (byte) 0xff, (byte) 0xfe }),
				(peer) -> peer.frame(true, 3, new byte[0]), (peer) -> peer.send(SessionPeer.EXIT, new byte[1]))) {
			SessionServer server = this.sessions.upgrading((peer) -> {
				peer.nextMessage();
				script.run(peer);
			});
			MiosaSession session = SessionServer.open(this.sessions.client(server), SessionOptions.none());
			session.sendStdin("go");
			assertThatExceptionOfType(MiosaSessionLostException.class)
				.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
		}
		assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain("WARN").doesNotContain("ERROR");
	}

	@Test
	@Tag("thorough")
	void cancelledOutputLogsNothing(CapturedOutput output) throws Exception {
		for (int i = 0; i < 50; i++) {
			MiosaSession session = this.sessions.stream((peer) -> {
				peer.megabytes(1, SessionPeer.STDOUT);
				peer.stay();
			});
			session.output().map(SessionOutput::size).publishOn(Schedulers.parallel()).blockFirst();
			assertThatExceptionOfType(MiosaSessionLostException.class)
				.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
		}
		assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain("WARN").doesNotContain("ERROR");
	}

}
