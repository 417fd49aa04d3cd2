package ai.miosa.samples.webterminal;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.boot.test.WithMiosaLocalComputer;
import ai.miosa.spring.test.ComputerStatus;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "spring.security.user.password=sesame")
@WithMiosaLocalComputer
class TerminalHandlerTests {

	@Autowired
	private MiosaLocalComputer computer;

	@LocalServerPort
	private int port;

	@Test
	void holdsOutputBackUntilThePageHasShownIt() throws Exception {
		SilentPage page = new SilentPage();
		WebSocket browser = open(page);
		browser.sendBinary(ByteBuffer.wrap("yes\n".getBytes(StandardCharsets.UTF_8)), true).join();
		int full = TerminalPage.WINDOW - TerminalPage.PIECE;
		await().until(() -> page.received.get() >= full);
		await().during(Duration.ofSeconds(1)).until(() -> page.received.get() <= TerminalPage.WINDOW);
		browser.sendText("{\"type\":\"shown\",\"bytes\":200000}", true).join();
		await().until(() -> page.received.get() >= full + 200_000);
		await().during(Duration.ofSeconds(1)).until(() -> page.received.get() <= TerminalPage.WINDOW + 200_000);
		browser.abort();
	}

	@Test
	void tellsThePageWhyThereIsNoTerminal() throws Exception {
		this.computer.setStatus(this.computer.getComputerId(), ComputerStatus.STOPPED);
		try {
			SilentPage page = new SilentPage();
			open(page);
			await().until(() -> page.texts.toString().contains("\"type\":\"lost\""));
			assertThat(page.texts.toString()).contains("\"message\":\"").doesNotContain(this.computer.getApiKey());
		}
		finally {
			this.computer.setStatus(this.computer.getComputerId(), ComputerStatus.RUNNING);
		}
	}

	private WebSocket open(SilentPage page) throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		WebSocket browser = visitor.connect(visitor.origin(), page);
		browser.sendText("{\"type\":\"open\",\"columns\":80,\"rows\":24}", true).join();
		return browser;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
	}

	/**
	 * A page that reads everything and never says that it has shown it.
	 */
	private static final class SilentPage implements WebSocket.Listener {

		private final AtomicLong received = new AtomicLong();

		private final StringBuffer texts = new StringBuffer();

		@Override
		public CompletionStage<?> onBinary(WebSocket browser, ByteBuffer data, boolean last) {
			this.received.addAndGet(data.remaining());
			browser.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onText(WebSocket browser, CharSequence data, boolean last) {
			this.texts.append(data);
			browser.request(1);
			return null;
		}

	}

}
