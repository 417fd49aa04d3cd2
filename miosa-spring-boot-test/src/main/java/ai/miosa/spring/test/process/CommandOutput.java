package ai.miosa.spring.test.process;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import ai.miosa.spring.text.Utf8Decoder;

/**
 * A command's output as bytes, in order of arrival, up to a limit.
 */
public final class CommandOutput implements OutputSink {

	private static final int LARGEST_MERGED_CHUNK = 64 * 1024;

	// So that a program which alternates single bytes cannot use much more than the limit
	private static final int CHUNK_OVERHEAD = 64;

	private final List<Chunk> chunks = new ArrayList<>();

	private final CompletableFuture<Void> overflow = new CompletableFuture<>();

	private final Map<Source, Long> sizes = new EnumMap<>(Source.class);

	private final Set<Source> cut = EnumSet.noneOf(Source.class);

	private final long limit;

	private final boolean cutting;

	private long size;

	private boolean closed;

	private CommandOutput(long limit, boolean cutting) {
		this.limit = limit;
		this.cutting = cutting;
	}

	// Keep no output once the limit is exceeded.
	public static CommandOutput limitedTo(long limit) {
		return new CommandOutput(limit, false);
	}

	// Keep the beginning of each stream, up to the limit.
	public static CommandOutput cutAt(long limit) {
		return new CommandOutput(limit, true);
	}

	public synchronized boolean isCut(Source source) {
		return this.cut.contains(source);
	}

	@Override
	public synchronized void append(Source source, byte[] bytes, int length) {
		if (this.closed) {
			return;
		}
		if (this.cutting) {
			addUpToTheLimit(source, bytes, length);
			return;
		}
		add(source, bytes, length);
		if (this.size > this.limit) {
			close();
			this.chunks.clear();
			this.overflow.complete(null);
		}
	}

	private void addUpToTheLimit(Source source, byte[] bytes, int length) {
		boolean full = this.chunks.size() >= this.limit / CHUNK_OVERHEAD;
		int kept = full ? 0 : (int) Math.min(length, this.limit - this.sizes.getOrDefault(source, 0L));
		if (kept < length) {
			this.cut.add(source);
		}
		if (kept > 0) {
			this.sizes.merge(source, (long) kept, Long::sum);
			add(source, bytes, kept);
		}
	}

	private void add(Source source, byte[] bytes, int length) {
		Chunk last = this.chunks.isEmpty() ? null : this.chunks.get(this.chunks.size() - 1);
		if (last != null && last.source == source && last.length + length <= LARGEST_MERGED_CHUNK) {
			last.append(bytes, length);
			this.size += length;
		}
		else {
			this.chunks.add(new Chunk(source, Arrays.copyOf(bytes, length)));
			this.size += length + CHUNK_OVERHEAD;
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
	}

	@Override
	public synchronized long size() {
		return this.size;
	}

	@Override
	public CompletableFuture<Void> overflow() {
		return this.overflow;
	}

	public Reader text(Source source) {
		return new TextReader(EnumSet.of(source));
	}

	public Reader text() {
		return new TextReader(EnumSet.allOf(Source.class));
	}

	/**
	 * Where output comes from.
	 */
	public enum Source {

		/** The standard output. */
		STDOUT,

		/** The standard error. */
		STDERR

	}

	private static final class Chunk {

		private final Source source;

		private byte[] bytes;

		private int length;

		Chunk(Source source, byte[] bytes) {
			this.source = source;
			this.bytes = bytes;
			this.length = bytes.length;
		}

		void append(byte[] more, int count) {
			if (this.length + count > this.bytes.length) {
				this.bytes = Arrays.copyOf(this.bytes, Math.max(this.length + count, 2 * this.length));
			}
			System.arraycopy(more, 0, this.bytes, this.length, count);
			this.length += count;
		}

	}

	/**
	 * Decodes the sources separately, so that output of one never splits a character of
	 * the other.
	 */
	private final class TextReader extends Reader {

		private final Map<Source, Utf8Decoder> decoders = new EnumMap<>(Source.class);

		private final Iterator<Chunk> remaining = CommandOutput.this.chunks.iterator();

		private final Iterator<Source> ends;

		private CharBuffer text = CharBuffer.allocate(0);

		TextReader(Set<Source> sources) {
			sources.forEach((source) -> this.decoders.put(source, Utf8Decoder.replacing()));
			this.ends = sources.iterator();
		}

		@Override
		public int read(char[] buffer, int offset, int length) {
			while (!this.text.hasRemaining()) {
				if (!decodeNext()) {
					return -1;
				}
			}
			int count = Math.min(length, this.text.remaining());
			this.text.get(buffer, offset, count);
			return count;
		}

		private boolean decodeNext() {
			if (this.remaining.hasNext()) {
				Chunk chunk = this.remaining.next();
				Utf8Decoder decoder = this.decoders.get(chunk.source);
				if (decoder != null) {
					this.text = CharBuffer.wrap(decoder.decode(ByteBuffer.wrap(chunk.bytes, 0, chunk.length)));
				}
				return true;
			}
			if (this.ends.hasNext()) {
				Utf8Decoder decoder = this.decoders.get(this.ends.next());
				this.text = (decoder != null) ? CharBuffer.wrap(decoder.decode(ByteBuffer.allocate(0), true))
						: this.text;
				return true;
			}
			return false;
		}

		@Override
		public void close() {
			// Nothing to release
		}

	}

}
