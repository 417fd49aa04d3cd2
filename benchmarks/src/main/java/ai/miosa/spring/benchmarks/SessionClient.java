package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.springframework.util.function.ThrowingConsumer;

/**
 * A client that opens sessions over {@code wss}.
 */
interface SessionClient {

	/**
	 * Open a session. A buffer of its stdout is valid only while it is passed on.
	 */
	Session open(String command, Consumer<ByteBuffer> output) throws Exception;

	/**
	 * Return a client whose output is read by another thread, as it is by a handler or an
	 * {@code InputStream} of the starter.
	 */
	default SessionClient andReader() {
		return (command, output) -> {
			BlockingQueue<ByteBuffer> pieces = new ArrayBlockingQueue<>(8);
			ThrowingConsumer<ByteBuffer> queue = (data) -> pieces
				.put(ByteBuffer.allocate(data.remaining()).put(data).flip());
			Session session = open(command, queue);
			return new Session(session.stdin(), () -> {
				for (ByteBuffer piece = pieces.take(); piece.hasRemaining(); piece = pieces.take()) {
					output.accept(piece);
				}
				return session.exitCode().call();
			}, session.closer());
		};
	}

	/**
	 * How to send stdin, how to receive output and wait for the exit code, and how to
	 * close the session.
	 */
	record Session(ThrowingConsumer<byte[]> stdin, Callable<Integer> exitCode, AutoCloseable closer) {
	}

}
