package ai.miosa.samples.webterminal;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A window that watches a terminal without a browser. It reports output as shown only on
 * request.
 */
class Window implements WebSocket.Listener {

	private static final Pattern FROM = Pattern.compile("\"from\":(\\d+)");

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final StringBuffer messages = new StringBuffer();

	private final WebSocket connection;

	private volatile String lastMessage = "";

	private long offset;

	private volatile long shown;

	private long largestUnshown;

	private volatile int closeCode;

	Window(Visitor visitor, String terminal) {
		this(visitor, terminal, UUID.randomUUID().toString());
	}

	Window(Visitor visitor, String terminal, String page) {
		this.connection = visitor.connect("/terminal?id=" + terminal + "&page=" + page, visitor.origin(), this);
	}

	Window show() {
		return show(0);
	}

	Window show(long offset) {
		return tell("{\"type\":\"show\",\"offset\":" + offset + "}");
	}

	Window shown(long offset) {
		this.shown = offset;
		return tell("{\"type\":\"shown\",\"offset\":" + offset + "}");
	}

	Window tell(String message) {
		this.connection.sendText(message, true).join();
		return this;
	}

	Window type(String text) {
		this.connection.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true).join();
		return this;
	}

	boolean tryToType(String text) {
		try {
			type(text);
			return true;
		}
		catch (CompletionException ex) {
			return false;
		}
	}

	void breakConnection() {
		this.connection.abort();
	}

	synchronized long received() {
		return this.output.size();
	}

	/**
	 * Return how much of the whole output the window has.
	 */
	synchronized long offset() {
		return this.offset;
	}

	synchronized long unshown() {
		return this.offset - this.shown;
	}

	synchronized long largestUnshown() {
		return this.largestUnshown;
	}

	synchronized String text() {
		return this.output.toString(StandardCharsets.UTF_8);
	}

	String messages() {
		return this.messages.toString();
	}

	String lastMessage() {
		return this.lastMessage;
	}

	int closeCode() {
		return this.closeCode;
	}

	Window awaitText(String text) {
		await(() -> text().contains(text));
		return this;
	}

	Window awaitMessage(String text) {
		await(() -> messages().contains(text));
		return this;
	}

	static void await(Callable<Boolean> condition) {
		await().until(condition);
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50));
	}

	@Override
	public synchronized CompletionStage<?> onBinary(WebSocket browser, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.output.writeBytes(bytes);
		this.offset += bytes.length;
		this.largestUnshown = Math.max(this.largestUnshown, unshown());
		browser.request(1);
		return null;
	}

	@Override
	public synchronized CompletionStage<?> onText(WebSocket browser, CharSequence data, boolean last) {
		this.messages.append(data);
		this.lastMessage = data.toString();
		Matcher from = FROM.matcher(data);
		if (from.find()) {
			this.offset = Long.parseLong(from.group(1));
		}
		browser.request(1);
		return null;
	}

	@Override
	public void onError(WebSocket browser, Throwable error) {
		this.messages.append("error: ").append(error);
	}

	@Override
	public CompletionStage<?> onClose(WebSocket browser, int statusCode, String reason) {
		this.closeCode = statusCode;
		return null;
	}

}
