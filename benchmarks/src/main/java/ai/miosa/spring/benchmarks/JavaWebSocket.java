package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ServerHandshake;
import org.springframework.util.Assert;

/**
 * Java-WebSocket.
 */
final class JavaWebSocket implements SessionClient {

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) throws Exception {
		Protocol protocol = new Protocol(output);
		WebSocketClient webSocket = new WebSocketClient(Protocol.uri(command), new Draft_6455(),
				Map.of("Sec-WebSocket-Protocol", Protocol.NAME)) {

			@Override
			public void onOpen(ServerHandshake handshake) {
			}

			@Override
			public void onMessage(String message) {
			}

			@Override
			public void onMessage(ByteBuffer message) {
				protocol.receive(message, true);
			}

			@Override
			public void onClose(int code, String reason, boolean remote) {
			}

			@Override
			public void onError(Exception ex) {
			}

		};
		webSocket.setTcpNoDelay(true);
		webSocket.setDaemon(true);
		Assert.state(webSocket.connectBlocking(), "The session was not opened");
		return protocol.session(webSocket::send, webSocket::close);
	}

}
