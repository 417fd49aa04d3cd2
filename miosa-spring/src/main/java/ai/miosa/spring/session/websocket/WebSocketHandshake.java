package ai.miosa.spring.session.websocket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One try to open a connection. It ends once: open, failed, timed out or cancelled; after
 * another end than the first nothing is sent, and a connection that opens too late is
 * closed.
 */
public final class WebSocketHandshake {

	/**
	 * The user property that hands the handshake through Spring's client to the
	 * container.
	 */
	static final String PROPERTY = WebSocketHandshake.class.getName();

	private final WebSocketUpgrade upgrade;

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

	private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();

	private volatile @Nullable Channel channel;

	private volatile @Nullable Future<?> deadline;

	WebSocketHandshake(WebSocketUpgrade upgrade) {
		this.upgrade = upgrade;
	}

	/**
	 * Return the open connection to come. It is completed on an event loop: what is
	 * attached to it must not block.
	 * @return the connection, or the failure as a {@link HandshakeException}
	 */
	public CompletableFuture<WebSocketConnection> connection() {
		return this.connection;
	}

	/**
	 * Cancel the handshake. An upgrade request that has not been sent never will be.
	 * @return whether it was still in progress
	 */
	public boolean cancel() {
		return end() != null && this.connection.cancel(false);
	}

	WebSocketUpgrade upgrade() {
		return this.upgrade;
	}

	boolean isEnded() {
		return this.phase.get() == Phase.ENDED;
	}

	void deadline(Future<?> deadline) {
		this.deadline = deadline;
		if (isDecided()) {
			deadline.cancel(false);
		}
	}

	private boolean isDecided() {
		Phase phase = this.phase.get();
		return phase == Phase.ENDED || phase == Phase.OPEN;
	}

	/**
	 * Take note of the channel that is being connected.
	 */
	void channel(Channel channel) {
		this.channel = channel;
		if (isEnded()) {
			channel.close();
		}
	}

	/**
	 * Decide between sending and having ended.
	 * @return whether the request is to be sent now
	 */
	boolean beginSending() {
		return this.phase.compareAndSet(Phase.CONNECTING, Phase.SENT);
	}

	/**
	 * Decide between being open and having ended.
	 * @return whether the connection is wanted
	 */
	boolean open() {
		if (!this.phase.compareAndSet(Phase.SENT, Phase.OPEN)) {
			return false;
		}
		cancelDeadline();
		return true;
	}

	void complete(WebSocketConnection connection) {
		this.connection.complete(connection);
	}

	void fail(String message, @Nullable Throwable cause) {
		Phase before = end();
		if (before != null) {
			this.connection.completeExceptionally(new HandshakeException(message, before == Phase.SENT, cause));
		}
	}

	void fail(HandshakeException failure) {
		if (end() != null) {
			this.connection.completeExceptionally(failure);
		}
	}

	void timeOut() {
		Phase before = end();
		if (before != null) {
			this.connection.completeExceptionally(HandshakeException.timeout(before == Phase.SENT));
		}
	}

	/**
	 * End without a connection.
	 * @return the phase that this ends, or {@code null} if it was over already
	 */
	private @Nullable Phase end() {
		Phase before = this.phase.get();
		while (before == Phase.CONNECTING || before == Phase.SENT) {
			if (this.phase.compareAndSet(before, Phase.ENDED)) {
				cancelDeadline();
				Channel channel = this.channel;
				if (channel != null) {
					channel.close();
				}
				return before;
			}
			before = this.phase.get();
		}
		return null;
	}

	private void cancelDeadline() {
		Future<?> deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel(false);
		}
	}

	private enum Phase {

		CONNECTING, SENT, OPEN, ENDED

	}

}
