package ai.miosa.spring.session.websocket;

import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;

/**
 * Connects to the addresses of a host until one accepts. Each attempt starts shortly
 * after the previous one, or as soon as that has failed (RFC 8305, section 5), so
 * addresses that do not answer delay the connection only a little. Thread-safe.
 */
final class ConnectionAttempts {

	/**
	 * The delay that RFC 8305 recommends in section 8.
	 */
	private static final long DELAY_MILLIS = 250;

	private final WebSocketHandshake handshake;

	private final Queue<InetSocketAddress> addresses;

	private final Function<InetSocketAddress, ChannelFuture> connector;

	private final String failure;

	private int pending;

	/**
	 * Create the attempts.
	 * @param handshake the handshake that uses the connection
	 * @param addresses the addresses in order of preference
	 * @param connector starts to connect to an address, unless the client has been closed
	 * @param failure the message if no address accepts
	 */
	ConnectionAttempts(WebSocketHandshake handshake, Queue<InetSocketAddress> addresses,
			Function<InetSocketAddress, ChannelFuture> connector, String failure) {
		this.handshake = handshake;
		this.addresses = addresses;
		this.connector = connector;
		this.failure = failure;
	}

	synchronized void next() {
		InetSocketAddress address = this.addresses.poll();
		if (address == null || !this.handshake.isConnecting()) {
			return;
		}
		ChannelFuture attempt;
		try {
			attempt = this.connector.apply(address);
		}
		catch (IllegalStateException ex) {
			this.handshake.fail("the session client has been closed");
			return;
		}
		this.pending++;
		if (!this.addresses.isEmpty()) {
			Future<?> next = attempt.channel().eventLoop().schedule(this::next, DELAY_MILLIS, TimeUnit.MILLISECONDS);
			attempt.addListener((done) -> next.cancel(false));
		}
		attempt.addListener((done) -> ended(attempt));
	}

	private synchronized void ended(ChannelFuture attempt) {
		this.pending--;
		if (attempt.isSuccess()) {
			this.handshake.connected(attempt.channel());
		}
		else if (!this.addresses.isEmpty()) {
			next();
		}
		else if (this.pending == 0 && this.handshake.isConnecting()) {
			this.handshake.fail(this.failure, attempt.cause());
		}
	}

}
