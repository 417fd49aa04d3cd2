package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * User code runs in the context of the code that has opened the session.
 */
class MiosaSessionContextTests {

	private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

	@RegisterExtension
	private final Sessions sessions = new Sessions(Transport.WS);

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("test", CONTEXT);
		CONTEXT.set("opener");
	}

	@AfterEach
	void remove() {
		CONTEXT.remove();
		ContextRegistry.getInstance().removeThreadLocalAccessor("test");
	}

	@Test
	void handlerListenerAndContinuation() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("some");
			peer.send(0x10, "{\"port\": 3000}".getBytes(StandardCharsets.UTF_8));
			peer.nextMessage();
			peer.exitAndClose(0);
		}, SessionOptions.builder().outputHandler((output) -> see()).portListener((event) -> see()).build());
		CONTEXT.set("another");
		CompletableFuture<Void> continuation = session.exitCode().thenAccept((code) -> see());
		session.sendStdin("go");
		assertThat(continuation).succeedsWithin(SessionServer.TIMEOUT);
		assertThat(this.seen).containsExactly("opener", "opener", "opener");
	}

	@Test
	void elementsOfFlux() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.stdout("some");
			peer.nextMessage();
			peer.stdout("more");
			peer.exitAndClose(0);
		});
		CONTEXT.set("another");
		session.lines().doOnNext((line) -> see()).doOnComplete(this::see).doOnSubscribe((subscription) -> {
			CONTEXT.set("subscriber");
			session.sendStdin("go");
		}).blockLast(SessionServer.TIMEOUT);
		assertThat(this.seen).containsExactly("opener", "opener");
		assertThat(CONTEXT.get()).isEqualTo("subscriber");
	}

	@Test
	void elementsOfFluxThatArrivedBeforeTheSubscription() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.stdout("one\nlast");
			peer.exitAndClose(0);
		});
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		CONTEXT.set("subscriber");
		session.lines().doOnNext((line) -> see()).doOnComplete(this::see).blockLast(SessionServer.TIMEOUT);
		assertThat(this.seen).containsExactly("opener", "opener", "opener");
		assertThat(CONTEXT.get()).isEqualTo("subscriber");
	}

	@Test
	void threadKeepsNothingForTheNextSession() throws Exception {
		this.sessions.handle((peer) -> {
			peer.stdout("some");
			peer.exitAndClose(0);
		}, (output) -> see()).await(SessionServer.TIMEOUT);
		CONTEXT.remove();
		this.sessions
			.open(SessionOptions.builder()
				.outputHandler((output) -> this.seen.add(String.valueOf(CONTEXT.get())))
				.build())
			.await(SessionServer.TIMEOUT);
		assertThat(this.seen).containsExactly("opener", "null");
	}

	private void see() {
		this.seen.add(CONTEXT.get());
	}

}
