package ai.miosa.samples.webterminal.bridge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * Sends messages to a browser one after the other, without a queue and without a thread
 * that waits: the next message is asked for once the last one has left. Safe for use by
 * many threads.
 */
public final class MessagePump {

	private static final Logger logger = LoggerFactory.getLogger(MessagePump.class);

	private final WebSocketSession browser;

	private final RemoteEndpoint.Async remote;

	private final Supplier<@Nullable Object> messages;

	private final AtomicInteger calls = new AtomicInteger();

	private volatile boolean sending;

	/**
	 * Create a pump.
	 * @param browser the connection, which nobody else sends on
	 * @param sendTimeout how long it may take no bytes before it is closed
	 * @param messages the next message: a {@code String}, a {@code byte[]}, or
	 * {@code null} if there is none now
	 */
	public MessagePump(WebSocketSession browser, Duration sendTimeout, Supplier<@Nullable Object> messages) {
		Session session = ((NativeWebSocketSession) browser).getNativeSession(Session.class);
		Assert.state(session != null, "Not a Jakarta WebSocket session");
		this.browser = browser;
		this.remote = session.getAsyncRemote();
		this.remote.setSendTimeout(sendTimeout.toMillis());
		this.messages = messages;
	}

	/**
	 * Send what there is to send. Returns without waiting for it.
	 */
	public void pump() {
		if (this.calls.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			if (!this.sending) {
				sendNext();
			}
			seen = this.calls.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private void sendNext() {
		Object message = this.messages.get();
		if (message == null || !this.browser.isOpen()) {
			return;
		}
		this.sending = true;
		try {
			if (message instanceof byte[] bytes) {
				this.remote.sendBinary(ByteBuffer.wrap(bytes), this::sent);
			}
			else {
				this.remote.sendText((String) message, this::sent);
			}
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			logger.debug("The browser has gone", ex);
		}
	}

	private void sent(SendResult result) {
		if (result.isOK()) {
			this.sending = false;
			pump();
			return;
		}
		logger.debug("The browser cannot be reached", result.getException());
		try {
			this.browser.close(CloseStatus.SESSION_NOT_RELIABLE);
		}
		catch (IOException ex) {
			logger.debug("The browser has gone", ex);
		}
	}

}
