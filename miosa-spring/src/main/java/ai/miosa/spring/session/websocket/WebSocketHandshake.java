package ai.miosa.spring.session.websocket;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a WebSocket connection, with one outcome: open, failed, timed out
 * or cancelled. After any outcome but open, nothing is sent, and connections that are
 * established later are closed.
 */
public final class WebSocketHandshake {

	/**
	 * The user property that carries the handshake through Spring's client to the
	 * container.
	 */
	static final String PROPERTY = WebSocketHandshake.class.getName();

	private final WebSocketUpgrade upgrade;

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

	private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();

	/**
	 * The channels of all attempts to connect, of which the first one that is connected
	 * is used.
	 */
	private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Channel> channel = new AtomicReference<>();

	WebSocketHandshake(WebSocketUpgrade upgrade) {
		this.upgrade = upgrade;
	}

	/**
	 * Return a future of the open connection. It is completed on an event loop, so its
	 * continuations must not block.
	 * @return the connection, or the failure as a {@link HandshakeException}
	 */
	public CompletableFuture<WebSocketConnection> connection() {
		return this.connection;
	}

	/**
	 * Cancel the handshake. If the upgrade request has not been sent, it never will be.
	 * @return whether it was still in progress
	 */
	public boolean cancel() {
		return end() != null && this.connection.cancel(false);
	}

	/**
	 * Fail the handshake if it is in progress.
	 * @param message why
	 */
	public void fail(String message) {
		fail(message, null);
	}

	WebSocketUpgrade upgrade() {
		return this.upgrade;
	}

	/**
	 * Return whether no attempt to connect has succeeded and the handshake has not ended.
	 */
	boolean isConnecting() {
		return this.channel.get() == null && this.phase.get() == Phase.CONNECTING;
	}

	void connecting(Channel channel) {
		this.channels.add(channel);
		if (this.phase.get() == Phase.ENDED) {
			channel.close();
		}
	}

	/**
	 * Use a channel that has been connected and close all others, unless another one is
	 * already used. Called by both the attempt and the channel, in any order.
	 * @return whether this channel is used
	 */
	boolean connected(Channel channel) {
		if (this.channel.compareAndSet(null, channel)) {
			this.channels.stream().filter((other) -> other != channel).forEach(Channel::close);
		}
		if (!uses(channel)) {
			channel.close();
			return false;
		}
		return true;
	}

	boolean uses(Channel channel) {
		return this.channel.get() == channel;
	}

	/**
	 * Start sending, unless the handshake has ended.
	 * @return whether to send the request
	 */
	boolean beginSending(Channel channel) {
		return uses(channel) && this.phase.compareAndSet(Phase.CONNECTING, Phase.SENT);
	}

	/**
	 * Return whether the request has been sent and the outcome is open.
	 */
	boolean isSent() {
		return this.phase.get() == Phase.SENT;
	}

	/**
	 * Open the connection, unless the handshake has ended.
	 * @return whether to use the connection
	 */
	boolean open() {
		return this.phase.compareAndSet(Phase.SENT, Phase.OPEN);
	}

	void fail(String message, @Nullable Throwable cause) {
		end((requestSent) -> new HandshakeException(message, requestSent, cause));
	}

	void fail(HandshakeException failure) {
		end((requestSent) -> failure);
	}

	void timeOut() {
		fail("the handshake timed out", new TimeoutException());
	}

	private void end(Function<Boolean, HandshakeException> failure) {
		Phase before = end();
		if (before != null) {
			this.connection.completeExceptionally(failure.apply(before == Phase.SENT));
		}
	}

	/**
	 * End without a connection.
	 * @return the phase that this ends, or {@code null} if it has ended before
	 */
	private @Nullable Phase end() {
		Phase before = this.phase.getAndUpdate((phase) -> (phase == Phase.OPEN) ? phase : Phase.ENDED);
		if (before == Phase.OPEN || before == Phase.ENDED) {
			return null;
		}
		this.channels.forEach(Channel::close);
		return before;
	}

	private enum Phase {

		CONNECTING, SENT, OPEN, ENDED

	}

}
