package ai.miosa.spring.computer.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.session.SessionStream;

/**
 * The output of a file operation in a sandbox, which arrives as numbered lines of Base64
 * and a last line {@code end}, and its exit code. Read by one thread; little is received
 * ahead of it.
 */
final class SandboxFileOutput extends InputStream {

	private static final int LINES_AHEAD = 8;

	private static final int MAX_MESSAGES = 16_384;

	private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

	private final StringBuilder messages = new StringBuilder();

	private volatile @Nullable Stream<ExecEvent> stream;

	private @Nullable Iterator<ExecEvent> events;

	private byte[] content = new byte[0];

	private int position;

	private long lines;

	private boolean complete;

	void open(Flux<ExecEvent> output) {
		Stream<ExecEvent> stream = output.toStream(LINES_AHEAD);
		this.stream = stream;
		this.events = stream.iterator();
		if (this.exitCode.isDone()) {
			stream.close();
		}
	}

	/**
	 * End the operation before its command runs.
	 */
	void end(int exitCode, String messages) {
		this.messages.append(messages);
		this.exitCode.complete(exitCode);
	}

	void fail(Throwable failure) {
		this.exitCode.completeExceptionally(failure);
	}

	boolean isEnded() {
		return this.exitCode.isDone();
	}

	/**
	 * Return a future of the exit code. Once the output is received, wait for its end.
	 */
	CompletableFuture<Integer> exitCode() {
		while (this.events != null && !isEnded()) {
			next();
		}
		return this.exitCode;
	}

	String messages() {
		return this.messages.toString();
	}

	@Override
	public int read() throws IOException {
		byte[] next = new byte[1];
		return (read(next, 0, 1) > 0) ? Byte.toUnsignedInt(next[0]) : -1;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		while (this.position == this.content.length) {
			ExecEvent event = next();
			if (event == null) {
				if (!this.complete) {
					throw new IOException("The output is incomplete");
				}
				return -1;
			}
			if (event instanceof ExecEvent.Line line && line.stream() == SessionStream.STDOUT) {
				decode(line.text());
			}
		}
		int count = Math.min(length, this.content.length - this.position);
		System.arraycopy(this.content, this.position, buffer, offset, count);
		this.position += count;
		return count;
	}

	private void decode(String line) throws IOException {
		if (line.equals("end")) {
			this.complete = true;
			return;
		}
		int tab = line.indexOf('\t');
		this.lines++;
		if (this.complete || tab < 0 || !line.substring(0, tab).strip().equals(String.valueOf(this.lines))) {
			throw new IOException("A line of the output is missing");
		}
		try {
			this.content = Base64.getDecoder().decode(line.substring(tab + 1));
			this.position = 0;
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(ex);
		}
	}

	private @Nullable ExecEvent next() {
		Iterator<ExecEvent> events = this.events;
		try {
			if (events == null || isEnded() || !events.hasNext()) {
				fail(new IllegalStateException("The operation was closed"));
				return null;
			}
			ExecEvent event = events.next();
			if (event instanceof ExecEvent.Exit exit) {
				this.exitCode.complete(exit.exitCode());
				return null;
			}
			if (event instanceof ExecEvent.Line line && line.stream() == SessionStream.STDERR
					&& this.messages.length() < MAX_MESSAGES) {
				this.messages.append(line.text()).append('\n');
			}
			return event;
		}
		catch (RuntimeException ex) {
			fail(ex);
			return null;
		}
	}

	/**
	 * Receive no more. The only method for other threads.
	 */
	@Override
	public void close() {
		fail(new IllegalStateException("The operation was closed"));
		Stream<ExecEvent> stream = this.stream;
		if (stream != null) {
			stream.close();
		}
	}

}
