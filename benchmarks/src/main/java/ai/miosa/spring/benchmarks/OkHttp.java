package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import io.netty.util.concurrent.DefaultThreadFactory;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * OkHttp.
 */
final class OkHttp implements SessionClient {

	private final OkHttpClient client;

	OkHttp() {
		Dispatcher dispatcher = new Dispatcher(Executors.newCachedThreadPool(new DefaultThreadFactory("okhttp", true)));
		// An open WebSocket counts as a request, of which 64 are allowed by default
		dispatcher.setMaxRequests(Integer.MAX_VALUE);
		this.client = new OkHttpClient.Builder().dispatcher(dispatcher).build();
	}

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) {
		Protocol protocol = new Protocol(output);
		CompletableFuture<WebSocket> open = new CompletableFuture<>();
		Request request = new Request.Builder().url(Protocol.uri(command).toString())
			.header("Sec-WebSocket-Protocol", Protocol.NAME)
			.build();
		this.client.newWebSocket(request, new WebSocketListener() {

			@Override
			public void onOpen(WebSocket webSocket, Response response) {
				open.complete(webSocket);
			}

			@Override
			public void onMessage(WebSocket webSocket, ByteString bytes) {
				protocol.receive(bytes.asByteBuffer(), true);
			}

		});
		WebSocket webSocket = open.join();
		return protocol.session((frame) -> webSocket.send(ByteString.of(frame)), () -> webSocket.close(1000, null));
	}

}
