package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Output and port events that are passed to user code.
 */
class MiosaSessionHandlerTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	void handlerGetsAllBeforeTheExitCodeIsKnown() throws Exception {
		List<String> received = new CopyOnWriteArrayList<>();
		SessionOptions options = SessionOptions.builder()
			.outputHandler((output) -> received.add(SampleOutput.describe(output)))
			.build();
		MiosaSession session = this.sessions.open(SampleOutput::talk, options);
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
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
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
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

}
