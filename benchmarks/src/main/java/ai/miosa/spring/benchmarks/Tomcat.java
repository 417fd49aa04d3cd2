package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.BinaryWebSocketHandler;

/**
 * Tomcat's client below Spring's {@code StandardWebSocketClient}.
 */
final class Tomcat implements SessionClient {

	private final StandardWebSocketClient client;

	private final WebSocketHttpHeaders headers = new WebSocketHttpHeaders();

	Tomcat() throws Exception {
		WsWebSocketContainer container = new WsWebSocketContainer();
		container.setDefaultMaxBinaryMessageBufferSize(64 * 1024);
		this.client = new StandardWebSocketClient(container);
		this.client.setSslContext(SSLContext.getDefault());
		this.headers.setSecWebSocketProtocol(Protocol.NAME);
	}

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) {
		Protocol protocol = new Protocol(output);
		WebSocketSession session = this.client.execute(new BinaryWebSocketHandler() {

			@Override
			protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
				protocol.receive(message.getPayload(), message.isLast());
			}

			@Override
			public boolean supportsPartialMessages() {
				return true;
			}

		}, this.headers, Protocol.uri(command)).join();
		return protocol.session((frame) -> session.sendMessage(new BinaryMessage(frame)), session);
	}

}
