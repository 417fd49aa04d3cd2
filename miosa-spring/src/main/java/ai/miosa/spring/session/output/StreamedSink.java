package ai.miosa.spring.session.output;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Buffers output until it is read through streams or a {@code Flux}, whichever is
 * requested first.
 */
public final class StreamedSink extends OutputSink {

	private static final String OTHER_WAY = "The output of this session is already read in another way";

	private final ReadWindow window;

	private final Runnable onCancel;

	private final Object monitor = new Object();

	private final Queue<SessionOutput> unclaimed = new ArrayDeque<>(0);

	private volatile @Nullable Reader reader;

	private boolean ended;

	private @Nullable Throwable failure;

	/**
	 * Create a sink.
	 * @param window bounds the output that waits to be read
	 * @param onCancel called when the {@code Flux} is cancelled
	 */
	public StreamedSink(ReadWindow window, Runnable onCancel) {
		this.window = window;
		this.onCancel = onCancel;
	}

	@Override
	public void accept(SessionOutput output) {
		this.window.add(output);
		Reader reader = this.reader;
		if (reader == null) {
			synchronized (this.monitor) {
				reader = this.reader;
				if (reader == null) {
					this.unclaimed.add(output);
					return;
				}
			}
		}
		reader.accept(output);
	}

	@Override
	public InputStream stream(SessionStream stream) {
		synchronized (this.monitor) {
			Reader reader = (this.reader != null) ? this.reader : claim(new OutputStreams(this.window, this::capture));
			Assert.state(reader instanceof OutputStreams, OTHER_WAY);
			return ((OutputStreams) reader).of(stream);
		}
	}

	@Override
	public Flux<SessionOutput> flux() {
		synchronized (this.monitor) {
			Assert.state(this.reader == null, OTHER_WAY);
			OutputFlux flux = new OutputFlux(this.window, this::capture, this.onCancel);
			claim(flux);
			return flux.flux();
		}
	}

	/**
	 * Pass on what has been received so far. Called with the monitor held, to keep the
	 * order.
	 */
	private Reader claim(Reader reader) {
		while (!this.unclaimed.isEmpty()) {
			reader.accept(this.unclaimed.remove());
		}
		if (this.ended) {
			reader.end(this.failure);
		}
		this.reader = reader;
		return reader;
	}

	@Override
	public void end(@Nullable Throwable failure) {
		Reader reader;
		synchronized (this.monitor) {
			this.ended = true;
			this.failure = failure;
			reader = this.reader;
		}
		if (reader != null) {
			reader.end(failure);
		}
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		synchronized (this.monitor) {
			if (this.unclaimed.isEmpty()) {
				return super.captured(stream);
			}
			OutputCapture unread = new OutputCapture();
			this.unclaimed.stream()
				.filter((output) -> output.stream() == stream)
				.forEach((output) -> unread.add(output.data().duplicate()));
			return unread.snapshot();
		}
	}

	/**
	 * Reads output that the window has counted.
	 */
	interface Reader {

		void accept(SessionOutput output);

		void end(@Nullable Throwable failure);

	}

}
