package ai.miosa.spring.session.client;

import java.io.Writer;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A session as a {@link Process}.
 */
class MiosaSessionProcessTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	void streamsAndExitValue() throws Exception {
		Process process = open((peer) -> {
			String text = peer.nextMessage().text();
			peer.nextMessage();
			peer.stdout("out " + text);
			peer.stderr("err " + text);
			peer.exitAndClose(3);
		});
		assertThat(process.isAlive()).isTrue();
		assertThatExceptionOfType(IllegalThreadStateException.class).isThrownBy(process::exitValue);
		try (Writer stdin = process.outputWriter()) {
			stdin.write("in");
		}
		assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("out in");
		assertThat(process.getErrorStream().readAllBytes()).asString().isEqualTo("err in");
		assertThat(process.waitFor()).isEqualTo(3);
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(3);
		assertThat(process.isAlive()).isFalse();
		assertThat(process.onExit()).succeedsWithin(SessionServer.TIMEOUT).isSameAs(process);
	}

	@Test
	@Tag("thorough")
	void expiredWaitDoesNotAffectTheCommand() throws Exception {
		Process process = open(SessionPeer::stay);
		assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(process.isAlive()).isTrue();
	}

	@Test
	void interruptedWaitDoesNotAffectTheCommand() throws Exception {
		Process process = open(SessionPeer::stay);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(process::waitFor);
		assertThat(Thread.interrupted()).isFalse();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> process.waitFor(1, TimeUnit.SECONDS));
		assertThat(Thread.interrupted()).isFalse();
		assertThat(process.isAlive()).isTrue();
	}

	@Test
	void destroyEndsTheCommandWithoutExitValue() throws Exception {
		Process process = open(SessionPeer::stay);
		process.destroy();
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
		assertThat(process.isAlive()).isFalse();
		assertThatExceptionOfType(MiosaSessionLostException.class).isThrownBy(process::exitValue);
		assertThatExceptionOfType(MiosaSessionLostException.class).isThrownBy(process::waitFor);
		assertThat(process.onExit()).succeedsWithin(SessionServer.TIMEOUT);
	}

	@Test
	void processIdAndHandleAreNotSupported() throws Exception {
		Process process = open(SessionPeer::stay);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(process::pid);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(process::toHandle);
	}

	private Process open(SessionServer.Script script) {
		MiosaSession session = this.sessions.stream(script);
		return session.asProcess();
	}

}
