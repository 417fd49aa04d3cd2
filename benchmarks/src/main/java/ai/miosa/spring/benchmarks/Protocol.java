package ai.miosa.spring.benchmarks;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.springframework.util.function.ThrowingConsumer;

/**
 * The protocol {@code miosa-exec-v1} as a user would decode it by hand. An empty piece of
 * output comes before the exit code.
 */
final class Protocol {

	static final String NAME = "miosa-exec-v1";

	static final byte STDOUT = 0x01;

	static final byte EXIT = 0x03;

	private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

	private final Consumer<ByteBuffer> output;

	private boolean first = true;

	private byte type;

	Protocol(Consumer<ByteBuffer> output) {
		this.output = output;
	}

	static URI uri(String command) {
		return URI.create(Application.EXEC.toString().replaceFirst("http", "ws") + "/stream?tty=false&command="
				+ URLEncoder.encode(command, StandardCharsets.UTF_8));
	}

	void receive(ByteBuffer part, boolean last) {
		if (this.first && part.hasRemaining()) {
			this.type = part.get();
		}
		this.first = last;
		if (this.type == STDOUT) {
			this.output.accept(part);
		}
		else if (this.type == EXIT && part.remaining() == Integer.BYTES) {
			this.output.accept(ByteBuffer.allocate(0));
			this.exitCode.complete(part.getInt());
		}
	}

	SessionClient.Session session(ThrowingConsumer<ByteBuffer> sender, AutoCloseable closer) {
		ThrowingConsumer<byte[]> stdin = (bytes) -> sender
			.accept(ByteBuffer.allocate(1 + bytes.length).put((byte) 0).put(bytes).flip());
		return new SessionClient.Session(stdin, this.exitCode::join, closer);
	}

}
