package ai.miosa.spring.benchmarks;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's client.
 */
final class Jdk implements SessionClient {

	private final HttpClient client = HttpClient.newHttpClient();

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) {
		Protocol protocol = new Protocol(output);
		WebSocket webSocket = this.client.newWebSocketBuilder()
			.subprotocols(Protocol.NAME)
			.buildAsync(Protocol.uri(command), new WebSocket.Listener() {

				@Override
				public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
					protocol.receive(data, last);
					webSocket.request(1);
					return null;
				}

			})
			.join();
		return protocol.session((frame) -> webSocket.sendBinary(frame, true).join(), webSocket::abort);
	}

}
