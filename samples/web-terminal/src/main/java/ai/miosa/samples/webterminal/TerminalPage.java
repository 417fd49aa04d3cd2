package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Semaphore;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The terminal in the browser, as seen from here. Output that the page has not shown yet
 * waits in a window of {@value #WINDOW} bytes; while that is full, sending more waits.
 */
class TerminalPage {

	static final int WINDOW = 256 * 1024;

	static final int PIECE = 32 * 1024;

	private static final int SEND_TIMEOUT_MILLIS = 20_000;

	private final Semaphore window = new Semaphore(WINDOW);

	private final WebSocketSession browser;

	private final JsonMapper json;

	TerminalPage(WebSocketSession browser, JsonMapper json) {
		this.browser = new ConcurrentWebSocketSessionDecorator(browser, SEND_TIMEOUT_MILLIS, 2 * WINDOW);
		this.json = json;
	}

	/**
	 * Show output. Waits while the page is behind.
	 */
	void show(ByteBuffer output) throws IOException, InterruptedException {
		while (output.hasRemaining()) {
			int size = Math.min(output.remaining(), PIECE);
			this.window.acquire(size);
			this.browser.sendMessage(new BinaryMessage(output.slice(output.position(), size)));
			output.position(output.position() + size);
		}
	}

	/**
	 * Take note that the page has shown output.
	 */
	void shown(int bytes) {
		this.window.release(bytes);
	}

	/**
	 * Tell the page something.
	 */
	void tell(Map<String, ?> message) throws IOException {
		this.browser.sendMessage(new TextMessage(this.json.writeValueAsString(message)));
	}

	/**
	 * Close the connection.
	 */
	void close() throws IOException {
		this.browser.close();
	}

	/**
	 * Keep nobody waiting for a page that has gone.
	 */
	void release() {
		this.window.release(WINDOW);
	}

}
