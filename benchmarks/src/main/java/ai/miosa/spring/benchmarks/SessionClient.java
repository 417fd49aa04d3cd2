package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.springframework.util.function.ThrowingConsumer;

/**
 * A client that opens sessions over {@code wss}.
 */
interface SessionClient {

	/**
	 * Open a session.
	 * @param command the command
	 * @param output receives stdout. A buffer is valid only during the call
	 * @return the session
	 * @throws Exception if it cannot be opened
	 */
	Session open(String command, Consumer<ByteBuffer> output) throws Exception;

	/**
	 * An open session.
	 *
	 * @param stdin sends stdin
	 * @param exitCode receives output and waits for the exit code
	 * @param closer closes the session
	 */
	record Session(ThrowingConsumer<byte[]> stdin, Callable<Integer> exitCode, AutoCloseable closer) {
	}

}
