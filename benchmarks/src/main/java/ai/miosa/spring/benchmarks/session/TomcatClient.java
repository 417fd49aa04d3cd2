package ai.miosa.spring.benchmarks.session;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.WsWebSocketContainer;

import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * A bare endpoint on Tomcat's client.
 */
public final class TomcatClient implements AutoCloseable {

	private static final int BUFFER = 64 * 1024;

	private final WsWebSocketContainer container = new WsWebSocketContainer();

	private final ServerAddress server;

	private final boolean secure;

	private final ClientEndpointConfig config;

	public TomcatClient(ServerAddress server, boolean secure) {
		this.server = server;
		this.secure = secure;
		this.config = ClientEndpointConfig.Builder.create()
			.preferredSubprotocols(List.of(ServerAddress.SUBPROTOCOL))
			.sslContext(server.sslContext())
			.build();
		this.container.setDefaultMaxBinaryMessageBufferSize(BUFFER);
	}

	public CountDownLatch open(String command, IntConsumer output) throws Exception {
		URI uri = this.server.session(this.secure, command);
		CountDownLatch end = new CountDownLatch(1);
		this.container.connectToServer(new CountingEndpoint(output, end), this.config, uri);
		return end;
	}

	@Override
	public void close() {
		this.container.destroy();
	}

	private static final class CountingEndpoint extends Endpoint implements MessageHandler.Partial<ByteBuffer> {

		private final IntConsumer output;

		private final CountDownLatch end;

		CountingEndpoint(IntConsumer output, CountDownLatch end) {
			this.output = output;
			this.end = end;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(ByteBuffer.class, this);
		}

		@Override
		public void onMessage(ByteBuffer part, boolean last) {
			this.output.accept(part.remaining());
		}

		@Override
		public void onClose(Session session, CloseReason reason) {
			this.end.countDown();
		}

	}

}
