package ai.miosa.spring.benchmarks.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import ai.miosa.spring.benchmarks.support.Stub;

/**
 * Opens sessions as one does it without the starter, on Tomcat's client and on Spring's
 * client on top of it.
 */
final class BareSessions {

	/**
	 * Tomcat's own 8 KiB are slow; more than this is no faster.
	 */
	private static final int BUFFER = 64 * 1024;

	private final WsWebSocketContainer container = new WsWebSocketContainer();

	private final StandardWebSocketClient springClient = new StandardWebSocketClient(this.container);

	BareSessions() {
		this.container.setDefaultMaxBinaryMessageBufferSize(BUFFER);
	}

	/**
	 * Open a session with Tomcat's client.
	 * @param command the command
	 * @param parts takes the messages, part by part
	 * @param closed is told that there are no more
	 */
	Session tomcat(String command, Consumer<ByteBuffer> parts, Runnable closed)
			throws DeploymentException, IOException {
		ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
			.preferredSubprotocols(List.of(Stub.SUBPROTOCOL))
			.configurator(new Credentials())
			.build();
		return this.container.connectToServer(new TomcatEndpoint(parts, closed), config, Stub.sessionUri(command));
	}

	/**
	 * Open a session with Spring's client.
	 * @param command the command
	 * @param parts takes the messages, part by part
	 * @param closed is told that there are no more
	 */
	WebSocketSession spring(String command, Consumer<ByteBuffer> parts, Runnable closed) throws Exception {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.setBearerAuth(Stub.KEY);
		headers.setSecWebSocketProtocol(Stub.SUBPROTOCOL);
		return this.springClient.execute(new SpringHandler(parts, closed), headers, Stub.sessionUri(command)).get();
	}

	void close() {
		this.container.destroy();
	}

	private static final class Credentials extends ClientEndpointConfig.Configurator {

		@Override
		public void beforeRequest(Map<String, List<String>> headers) {
			headers.put(HttpHeaders.AUTHORIZATION, List.of("Bearer " + Stub.KEY));
		}

	}

	private static final class TomcatEndpoint extends Endpoint {

		private final Consumer<ByteBuffer> parts;

		private final Runnable closed;

		TomcatEndpoint(Consumer<ByteBuffer> parts, Runnable closed) {
			this.parts = parts;
			this.closed = closed;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			// Neither a lambda nor a method reference: Tomcat asks for the type argument
			session.addMessageHandler(new MessageHandler.Partial<ByteBuffer>() {

				@Override
				public void onMessage(ByteBuffer part, boolean last) {
					TomcatEndpoint.this.parts.accept(part);
				}

			});
		}

		@Override
		public void onClose(Session session, CloseReason reason) {
			this.closed.run();
		}

	}

	private static final class SpringHandler extends AbstractWebSocketHandler {

		private final Consumer<ByteBuffer> parts;

		private final Runnable closed;

		SpringHandler(Consumer<ByteBuffer> parts, Runnable closed) {
			this.parts = parts;
			this.closed = closed;
		}

		@Override
		public boolean supportsPartialMessages() {
			return true;
		}

		@Override
		protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
			this.parts.accept(message.getPayload());
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.closed.run();
		}

	}

}
