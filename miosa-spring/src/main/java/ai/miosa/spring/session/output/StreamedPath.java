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
 * Output that waits to be read, through streams or a {@code Flux}: the first one to ask
 * decides which.
 */
public final class StreamedPath implements OutputPath {

	private static final String OTHER_WAY = "The output of this session is already read in another way";

	private final ReadLimit limit;

	private final Runnable onCancel;

	private final Captures captures = new Captures();

	private final Object monitor = new Object();

	private final Queue<SessionOutput> unclaimed = new ArrayDeque<>(0);

	private volatile @Nullable OutputFlux flux;

	private volatile @Nullable OutputStreams streams;

	private boolean ended;

	private @Nullable Throwable failure;

	/**
	 * Create a path to streams or a {@code Flux}.
	 * @param limit the bound on output that waits to be read
	 * @param onCancel called when the {@code Flux} is cancelled
	 */
	public StreamedPath(ReadLimit limit, Runnable onCancel) {
		this.limit = limit;
		this.onCancel = onCancel;
	}

	@Override
	public void accept(SessionOutput output) {
		this.limit.add(output);
		if (!forward(output)) {
			synchronized (this.monitor) {
				if (!forward(output)) {
					this.unclaimed.add(output);
				}
			}
		}
	}

	/**
	 * Pass output on to the one who has asked for it.
	 */
	private boolean forward(SessionOutput output) {
		OutputFlux flux = this.flux;
		OutputStreams streams = this.streams;
		if (flux != null) {
			flux.accept(output);
		}
		else if (streams != null) {
			streams.of(output.stream()).put(output);
		}
		return flux != null || streams != null;
	}

	@Override
	public InputStream stream(SessionStream stream) {
		synchronized (this.monitor) {
			Assert.state(this.flux == null, OTHER_WAY);
			OutputStreams streams = this.streams;
			if (streams == null) {
				streams = new OutputStreams(new OutputInputStream(this.limit, this.captures.of(SessionStream.STDOUT)),
						new OutputInputStream(this.limit, this.captures.of(SessionStream.STDERR)));
				while (!this.unclaimed.isEmpty()) {
					SessionOutput output = this.unclaimed.remove();
					streams.of(output.stream()).put(output);
				}
				if (this.ended) {
					streams.end(this.failure);
				}
				this.streams = streams;
			}
			return streams.of(stream);
		}
	}

	@Override
	public Flux<SessionOutput> flux() {
		synchronized (this.monitor) {
			Assert.state(this.streams == null && this.flux == null, OTHER_WAY);
			OutputFlux flux = new OutputFlux(this.limit, this.captures, this.onCancel);
			while (!this.unclaimed.isEmpty()) {
				flux.accept(this.unclaimed.remove());
			}
			if (this.ended) {
				flux.end(this.failure);
			}
			this.flux = flux;
			return flux.flux();
		}
	}

	@Override
	public void end(@Nullable Throwable failure) {
		OutputFlux flux;
		synchronized (this.monitor) {
			this.ended = true;
			this.failure = failure;
			if (this.streams != null) {
				this.streams.end(failure);
			}
			flux = this.flux;
		}
		if (flux != null) {
			flux.end(failure);
		}
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		synchronized (this.monitor) {
			if (this.unclaimed.isEmpty()) {
				return this.captures.snapshot(stream);
			}
			OutputCapture unread = new OutputCapture();
			this.unclaimed.stream()
				.filter((output) -> output.stream() == stream)
				.forEach((output) -> unread.add(output.data().duplicate()));
			return unread.snapshot();
		}
	}

	/**
	 * The streams of those who read them.
	 *
	 * @param stdout stdout
	 * @param stderr stderr
	 */
	private record OutputStreams(OutputInputStream stdout, OutputInputStream stderr) {

		OutputInputStream of(SessionStream stream) {
			return (stream == SessionStream.STDOUT) ? this.stdout : this.stderr;
		}

		void end(@Nullable Throwable failure) {
			this.stdout.end(failure);
			this.stderr.end(failure);
		}

	}

}
