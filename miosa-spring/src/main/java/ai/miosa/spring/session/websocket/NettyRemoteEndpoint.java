package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import org.springframework.util.Assert;

/**
 * Jakarta's sending half of a session. A message is sent when the peer has taken enough
 * of those before; both forms wait for that, since a queue without a bound is none.
 * Encoders, streams and writers are not supported.
 */
final class NettyRemoteEndpoint implements RemoteEndpoint.Async {

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private final NettyWebSocketSession session;

	private final Basic basic = new Basic();

	private volatile long sendTimeout = -1;

	NettyRemoteEndpoint(NettyWebSocketSession session) {
		this.session = session;
	}

	RemoteEndpoint.Basic basic() {
		return this.basic;
	}

	@Override
	public void setBatchingAllowed(boolean allowed) {
		Assert.isTrue(!allowed, "Messages cannot be sent in batches");
	}

	@Override
	public boolean getBatchingAllowed() {
		return false;
	}

	@Override
	public void flushBatch() {
		// Nothing is ever held back
	}

	@Override
	public void sendPing(ByteBuffer payload) throws IOException {
		this.basic.sendPing(payload);
	}

	@Override
	public void sendPong(ByteBuffer payload) throws IOException {
		this.basic.sendPong(payload);
	}

	@Override
	public long getSendTimeout() {
		return this.sendTimeout;
	}

	@Override
	public void setSendTimeout(long millis) {
		this.sendTimeout = millis;
	}

	@Override
	public void sendText(String text, SendHandler handler) {
		handler.onResult(result(() -> this.basic.sendText(text)));
	}

	@Override
	public Future<Void> sendText(String text) {
		return future(() -> this.basic.sendText(text));
	}

	@Override
	public Future<Void> sendBinary(ByteBuffer data) {
		return future(() -> this.basic.sendBinary(data));
	}

	@Override
	public void sendBinary(ByteBuffer data, SendHandler handler) {
		handler.onResult(result(() -> this.basic.sendBinary(data)));
	}

	@Override
	public Future<Void> sendObject(Object data) {
		throw new UnsupportedOperationException("Encoders are not supported");
	}

	@Override
	public void sendObject(Object data, SendHandler handler) {
		throw new UnsupportedOperationException("Encoders are not supported");
	}

	private SendResult result(Sending sending) {
		try {
			sending.send();
			return new SendResult(this.session);
		}
		catch (IOException ex) {
			return new SendResult(this.session, ex);
		}
	}

	private static Future<Void> future(Sending sending) {
		try {
			sending.send();
			return CompletableFuture.completedFuture(null);
		}
		catch (IOException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Something that is sent.
	 */
	private interface Sending {

		void send() throws IOException;

	}

	/**
	 * The form that reports failures by exceptions.
	 */
	private final class Basic implements RemoteEndpoint.Basic {

		private boolean inMessage;

		@Override
		public void sendText(String text) throws IOException {
			sendText(text, true);
		}

		@Override
		public void sendBinary(ByteBuffer data) throws IOException {
			sendBinary(data, true);
		}

		@Override
		public synchronized void sendText(String part, boolean last) throws IOException {
			WebSocketFrame first = new TextWebSocketFrame(last, 0, part);
			send((this.inMessage) ? new ContinuationWebSocketFrame(last, 0, first.content()) : first, last);
		}

		@Override
		public synchronized void sendBinary(ByteBuffer part, boolean last) throws IOException {
			byte[] copy = new byte[part.remaining()];
			part.get(copy);
			send((this.inMessage) ? new ContinuationWebSocketFrame(last, 0, Unpooled.wrappedBuffer(copy))
					: new BinaryWebSocketFrame(last, 0, Unpooled.wrappedBuffer(copy)), last);
		}

		private void send(WebSocketFrame frame, boolean last) throws IOException {
			NettyRemoteEndpoint.this.session.send(frame, null);
			this.inMessage = !last;
		}

		@Override
		public void sendPing(ByteBuffer payload) throws IOException {
			NettyRemoteEndpoint.this.session.send(new PingWebSocketFrame(Unpooled.copiedBuffer(check(payload))), null);
		}

		@Override
		public void sendPong(ByteBuffer payload) throws IOException {
			NettyRemoteEndpoint.this.session.send(new PongWebSocketFrame(Unpooled.copiedBuffer(check(payload))), null);
		}

		private static ByteBuffer check(ByteBuffer payload) {
			Assert.isTrue(payload.remaining() <= MAX_CONTROL_PAYLOAD,
					"A control frame carries at most " + MAX_CONTROL_PAYLOAD + " bytes");
			return payload;
		}

		@Override
		public OutputStream getSendStream() {
			throw new UnsupportedOperationException("Streams are not supported");
		}

		@Override
		public Writer getSendWriter() {
			throw new UnsupportedOperationException("Writers are not supported");
		}

		@Override
		public void sendObject(Object data) {
			throw new UnsupportedOperationException("Encoders are not supported");
		}

		@Override
		public void setBatchingAllowed(boolean allowed) {
			NettyRemoteEndpoint.this.setBatchingAllowed(allowed);
		}

		@Override
		public boolean getBatchingAllowed() {
			return false;
		}

		@Override
		public void flushBatch() {
			// Nothing is ever held back
		}

	}

}
