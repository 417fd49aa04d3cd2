package ai.miosa.samples.webterminal;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the web terminal and prints the figures: how fast it shows a large file, how
 * soon it obeys {@code ^C}, how soon a key is on the screen, and how soon there is a
 * prompt on a slow line. They depend on the machine, so no build measures them; run
 * {@code -Dtest=TerminalFigures}.
 */
class TerminalFigures extends BrowserTests {

	private static final int MEGABYTES = 200;

	private static final int KEYS = 200;

	private static final String COUNT_RECEIVED = """
			window.received = 0;
			window.WebSocket = class extends WebSocket {
				constructor(url) {
					super(url);
					this.addEventListener('message', ({ data }) => { window.received += data.byteLength ?? 0; });
				}
			};
			addEventListener('keydown', ({ timeStamp }) => {
				window.pressed = { timeStamp, received: window.received };
			}, true);
			""";

	private static final String TIME_KEYS = """
			window.keyMillis = [];
			let pressed = null;
			addEventListener('keydown', ({ timeStamp }) => { pressed = timeStamp; }, true);
			new MutationObserver(() => {
				if (pressed !== null) {
					window.keyMillis.push(performance.now() - pressed);
					pressed = null;
				}
			}).observe(document.querySelector('.screen:not([hidden]) .xterm-rows'), { childList: true, subtree: true });
			""";

	@Test
	void largeFile() throws Exception {
		Path file = this.computer.home().resolve("large");
		byte[] megabyte = ("x".repeat(99) + "\n").repeat(10_000).getBytes(StandardCharsets.UTF_8);
		try (var out = Files.newOutputStream(file)) {
			for (int i = 0; i < MEGABYTES; i++) {
				out.write(megabyte);
			}
		}
		Visitor visitor = Visitor.loggedIn(port(), password());
		String terminal = visitor.openTerminal();
		for (int i = 0; i < 3; i++) {
			String end = "end-" + i;
			print("200 MB without a browser", MEGABYTES / seconds(() -> new Reader(visitor, terminal, end).await()),
					"MB/s");
			print("200 MB in the browser", MEGABYTES / seconds(() -> {
				this.page.type("cat large; echo e''" + end.substring(1) + "\n");
				await().atMost(Duration.ofMinutes(5))
					.pollInterval(Duration.ofMillis(500))
					.until(() -> this.page.screen().contains("\n" + end + "\n"));
			}), "MB/s");
		}
		Files.delete(file);
	}

	@Test
	void interrupt() throws Exception {
		driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", COUNT_RECEIVED));
		this.page.open(url());
		this.page.awaitPrompt();
		for (int i = 0; i < 5; i++) {
			double start = number("window.received");
			this.page.type("clear; yes\n");
			await(() -> number("window.received") - start > 5_000_000);
			this.page.type(Keys.chord(Keys.CONTROL, "c"));
			this.page.awaitPrompt();
			print("prompt after ^C", number("performance.now() - window.pressed.timeStamp") / 1000, "s");
			print("received after ^C", number("window.received - window.pressed.received") / 1e6, "MB");
		}
	}

	@Test
	void keys() {
		this.page.type("yes\n");
		this.page.awaitScreen("\ny\ny\n");
		this.page.element("new-terminal").click();
		this.page.awaitState("Connected");
		this.page.awaitPrompt();
		driver().executeScript(TIME_KEYS);
		for (int i = 0; i < KEYS; i++) {
			this.page.type("k");
			int count = i + 1;
			await(() -> keyMillis().size() == count);
		}
		List<Double> millis = keyMillis();
		Collections.sort(millis);
		print("key to glyph, median", millis.get(KEYS / 2), "ms");
		print("key to glyph, 95 %", millis.get(KEYS * 95 / 100), "ms");
	}

	/**
	 * The line has a latency of 400 ms and 50 KB/s, which the browser emulates, though
	 * not for WebSocket connections.
	 */
	@Test
	void slowLine() throws Exception {
		driver().executeCdpCommand("Network.enable", Map.of());
		driver().executeCdpCommand("Network.emulateNetworkConditions",
				Map.of("offline", false, "latency", 400, "downloadThroughput", 51_200, "uploadThroughput", 51_200));
		for (int i = 0; i < 3; i++) {
			closeTerminals();
			driver().manage().deleteAllCookies();
			driver().executeCdpCommand("Network.clearBrowserCache", Map.of());
			print("slow line, page to log-in", seconds(() -> this.page.open(url())), "s");
			print("slow line, log-in to prompt", seconds(() -> {
				logIn();
				this.page.awaitPrompt();
			}), "s");
			print("slow line, page to prompt with a cache", seconds(() -> {
				this.page.open(url());
				this.page.awaitPrompt();
			}), "s");
		}
		driver().executeCdpCommand("Network.disable", Map.of());
	}

	@SuppressWarnings("unchecked")
	private List<Double> keyMillis() {
		return new ArrayList<>(((List<Number>) driver().executeScript("return window.keyMillis")).stream()
			.map(Number::doubleValue)
			.toList());
	}

	private double number(String expression) {
		return ((Number) driver().executeScript("return " + expression)).doubleValue();
	}

	private static double seconds(Action action) throws Exception {
		long start = System.nanoTime();
		action.run();
		return (System.nanoTime() - start) / 1e9;
	}

	private static void print(String what, double value, String unit) {
		System.out.printf("FIGURE %s: %.2f %s%n", what, value, unit);
	}

	/**
	 * What takes the time.
	 */
	private interface Action {

		void run() throws Exception;

	}

	/**
	 * Reads the file as fast as it comes.
	 */
	private static final class Reader implements WebSocket.Listener {

		private static final int TAIL = 200;

		private final CountDownLatch end = new CountDownLatch(1);

		private final String marker;

		private final WebSocket connection;

		private long received;

		private String last = "";

		Reader(Visitor visitor, String terminal, String marker) {
			this.marker = marker;
			this.connection = visitor.connect("/terminal?id=" + terminal + "&page=reader", visitor.origin(), this);
			this.connection.sendText("{\"type\":\"show\",\"offset\":0}", true).join();
			this.connection
				.sendBinary(
						ByteBuffer.wrap(
								("cat large; echo e''" + marker.substring(1) + "\n").getBytes(StandardCharsets.UTF_8)),
						true)
				.join();
		}

		void await() throws InterruptedException {
			assertThat(this.end.await(5, TimeUnit.MINUTES)).isTrue();
			this.connection.abort();
		}

		@Override
		public CompletionStage<?> onText(WebSocket browser, CharSequence data, boolean last) {
			String from = data.toString().replaceAll("(?s).*\"from\":(\\d+).*", "$1");
			if (from.matches("\\d+")) {
				this.received = Long.parseLong(from);
			}
			browser.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket browser, ByteBuffer data, boolean last) {
			this.received += data.remaining();
			byte[] tail = new byte[Math.min(TAIL, data.remaining())];
			data.get(data.limit() - tail.length, tail);
			this.last += new String(tail, StandardCharsets.ISO_8859_1);
			this.last = this.last.substring(Math.max(0, this.last.length() - TAIL));
			if (this.last.contains("\n" + this.marker + "\r\n")) {
				this.end.countDown();
			}
			browser.sendText("{\"type\":\"shown\",\"offset\":" + this.received + "}", true)
				.thenAccept((sent) -> browser.request(1));
			return null;
		}

	}

}
