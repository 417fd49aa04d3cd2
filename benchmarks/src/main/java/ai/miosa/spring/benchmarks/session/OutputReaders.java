package ai.miosa.spring.benchmarks.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.WebsocketClientSpec;

import ai.miosa.spring.benchmarks.support.Stub;
import ai.miosa.spring.session.MiosaSession;

/**
 * Reads all output of a session in each of the ways that are compared. Nothing is done
 * with the output but to count its bytes; type bytes and the exit frame count with the
 * bare clients.
 */
final class OutputReaders {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int MAX_FRAME = 2 * 1024 * 1024;

	private static final int MAX_TRIES = 10;

	/**
	 * More than may arrive along with the answer to the upgrade request, before there is
	 * someone to take it.
	 */
	private static final int PARTS = 128;

	private static final int READ = 32 * 1024;

	private static final ByteBuffer END = ByteBuffer.allocate(0);

	private final BareSessions bare = new BareSessions();

	private final MiosaSessions miosa = new MiosaSessions();

	private final HttpClient jdk = HttpClient.newHttpClient();

	private final reactor.netty.http.client.HttpClient reactorNetty = reactor.netty.http.client.HttpClient.create();

	long tomcat(String command) throws Exception {
		Count count = new Count();
		this.bare.tomcat(command, count::add, count::end);
		return count.await();
	}

	long tomcatQueue(String command) throws Exception {
		BlockingQueue<ByteBuffer> parts = new ArrayBlockingQueue<>(PARTS);
		this.bare.tomcat(command, (part) -> put(parts, part), () -> put(parts, END));
		long bytes = 0;
		byte[] buffer = new byte[READ];
		for (ByteBuffer part = parts.take(); part != END; part = parts.take()) {
			while (part.hasRemaining()) {
				int read = Math.min(part.remaining(), buffer.length);
				part.get(buffer, 0, read);
				bytes += read;
			}
		}
		return bytes;
	}

	private static void put(BlockingQueue<ByteBuffer> parts, ByteBuffer part) {
		try {
			parts.put(part);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	long spring(String command) throws Exception {
		Count count = new Count();
		this.bare.spring(command, count::add, count::end);
		return count.await();
	}

	/**
	 * Read with the JDK's client. About once in 500 sessions it fails with "Unexpected
	 * rsv1 bit" if output comes right after the answer to the handshake, whatever the
	 * server.
	 * @param command the command
	 */
	long jdk(String command) throws Exception {
		for (int tries = 1;; tries++) {
			try {
				return jdkOnce(command);
			}
			catch (ExecutionException ex) {
				if (tries == MAX_TRIES) {
					throw ex;
				}
			}
		}
	}

	private long jdkOnce(String command) throws Exception {
		Count count = new Count();
		this.jdk.newWebSocketBuilder()
			.subprotocols(Stub.SUBPROTOCOL)
			.header("Authorization", "Bearer " + Stub.KEY)
			.buildAsync(Stub.sessionUri(command), new JdkListener(count))
			.get();
		return count.await();
	}

	long reactorNetty(String command) {
		Long bytes = this.reactorNetty.headers((headers) -> headers.set("Authorization", "Bearer " + Stub.KEY))
			.websocket(
					WebsocketClientSpec.builder().protocols(Stub.SUBPROTOCOL).maxFramePayloadLength(MAX_FRAME).build())
			.uri(Stub.sessionUri(command))
			.handle((in, out) -> in.receive().map(ByteBuf::readableBytes))
			.reduce(0L, Long::sum)
			.block(TIMEOUT);
		return (bytes != null) ? bytes : 0;
	}

	long handler(String command) {
		Count count = new Count();
		try (MiosaSession session = this.miosa.spawn(command, (output) -> count.add(output.data()))) {
			session.await(TIMEOUT);
		}
		return count.bytes;
	}

	long inputStream(String command) throws IOException {
		long bytes = 0;
		try (MiosaSession session = this.miosa.spawn(command); InputStream stdout = session.stdout()) {
			byte[] buffer = new byte[READ];
			for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
				bytes += read;
			}
			session.await(TIMEOUT);
		}
		return bytes;
	}

	long flux(String command) {
		try (MiosaSession session = this.miosa.spawn(command)) {
			Long bytes = session.output().map((output) -> (long) output.size()).reduce(0L, Long::sum).block(TIMEOUT);
			return (bytes != null) ? bytes : 0;
		}
	}

	void close() {
		this.bare.close();
		this.miosa.close();
	}

	/**
	 * Counts bytes until there are no more. One thread at a time adds.
	 */
	private static final class Count {

		private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

		private volatile long bytes;

		@SuppressWarnings("NonAtomicOperationOnVolatileField")
		void add(ByteBuffer part) {
			this.bytes += part.remaining();
		}

		void end() {
			this.end.complete(null);
		}

		long await() throws Exception {
			this.end.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			return this.bytes;
		}

	}

	private static final class JdkListener implements WebSocket.Listener {

		private final Count count;

		JdkListener(Count count) {
			this.count = count;
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			this.count.add(data);
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.count.end();
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.count.end.completeExceptionally(error);
		}

	}

}
