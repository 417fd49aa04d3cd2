package ai.miosa.spring.boot.autoconfigure.http;

import java.lang.ref.Reference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class JdkClientsTests {

	private static final HttpRequest REQUEST = HttpRequest.newBuilder(URI.create("http://127.0.0.1")).build();

	private final AtomicLong now = new AtomicLong();

	private final List<HttpClient> created = new ArrayList<>();

	private final JdkClients clients = new JdkClients(Duration.ofSeconds(20), this.now::get);

	JdkClientsTests() {
		this.clients.setFactory(this::create);
	}

	private HttpClient create() {
		HttpClient client = mock(HttpClient.class);
		given(client.sendAsync(any(), any())).willReturn(new CompletableFuture<>());
		this.created.add(client);
		return client;
	}

	@Test
	void createsNoClientBeforeTheFirstRequest() {
		assertThat(this.created).isEmpty();
	}

	@Test
	@Tag("thorough")
	void keepsAClientInSteadyUse() {
		for (int i = 0; i < 10; i++) {
			send().run();
			pass(19);
		}
		assertThat(this.created).hasSize(1);
	}

	@Test
	void replacesAnIdleClient() {
		send().run();
		pass(20);
		send();
		assertThat(this.created).hasSize(2);
	}

	@Test
	void replacesAClientInUseOneOfWhoseConnectionsIsIdle() {
		Runnable first = send();
		send().run();
		first.run();
		for (int i = 0; i < 3; i++) {
			pass(10);
			send().run();
		}
		assertThat(this.created).hasSize(2);
	}

	@Test
	void forgetsConnectionsThatWereNotReturned() {
		send();
		pass(20);
		send();
		assertThat(this.created).hasSize(1);
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_19)
	void usesAReplacedClientAgainOnceItHoldsNoConnection() {
		Runnable first = send();
		first.run();
		pass(20);
		send().run();
		pass(1200);
		send();
		assertThat(this.created).hasSize(2);
		Reference.reachabilityFence(first);
	}

	@Test
	void sendsNothingOnceClosed() {
		send();
		this.clients.close();
		assertThatIllegalStateException().isThrownBy(this::send);
	}

	private Runnable send() {
		return this.clients.send(REQUEST).end();
	}

	private void pass(int seconds) {
		this.now.addAndGet(Duration.ofSeconds(seconds).toNanos());
	}

}
