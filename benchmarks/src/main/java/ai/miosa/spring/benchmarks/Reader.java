package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * A client whose output is read by another thread, as it is by a handler or an
 * {@code InputStream} of the starter.
 *
 * @param client the client
 */
record Reader(SessionClient client) implements SessionClient {

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) throws Exception {
		BlockingQueue<ByteBuffer> pieces = new ArrayBlockingQueue<>(8);
		Session session = this.client.open(command, (data) -> put(pieces, data));
		return new Session(session.stdin(), () -> {
			for (ByteBuffer piece = pieces.take(); piece.hasRemaining(); piece = pieces.take()) {
				output.accept(piece);
			}
			return session.exitCode().call();
		}, session.closer());
	}

	private static void put(BlockingQueue<ByteBuffer> pieces, ByteBuffer data) {
		try {
			pieces.put(ByteBuffer.allocate(data.remaining()).put(data).flip());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
