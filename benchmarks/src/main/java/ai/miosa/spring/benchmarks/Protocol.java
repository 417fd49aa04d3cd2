package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The protocol {@code miosa-exec-v1} as a user would decode it by hand. An empty piece of
 * output comes before the exit code.
 */
final class Protocol {

	static final byte STDOUT = 0x01;

	static final byte EXIT = 0x03;

	private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

	private final Consumer<ByteBuffer> output;

	private boolean first = true;

	private byte type;

	Protocol(Consumer<ByteBuffer> output) {
		this.output = output;
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

	static ByteBuffer stdin(byte[] bytes) {
		return ByteBuffer.allocate(1 + bytes.length).put((byte) 0).put(bytes).flip();
	}

	int exitCode() {
		return this.exitCode.join();
	}

}
