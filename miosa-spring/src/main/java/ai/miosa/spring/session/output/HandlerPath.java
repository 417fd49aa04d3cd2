package ai.miosa.spring.session.output;

import java.io.InputStream;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import ai.miosa.spring.session.CapturedOutput;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.SessionStream;

/**
 * Output that goes to the caller's handler: on the session's turn, or, for one that does
 * not block, right where it arrives.
 */
public final class HandlerPath implements OutputPath {

	private static final String HANDLED = "The output of this session goes to its output handler";

	private final SessionOutputHandler handler;

	private final @Nullable SessionTurn turn;

	private final ReadLimit limit;

	private final Consumer<Throwable> onFailure;

	private final Captures captures = new Captures();

	private volatile boolean failed;

	/**
	 * Create a path to a handler.
	 * @param handler the handler
	 * @param turn where to call it, or {@code null} to call it where output arrives
	 * @param limit the bound on output that waits for the handler
	 * @param onFailure called with what the handler throws, once
	 */
	public HandlerPath(SessionOutputHandler handler, @Nullable SessionTurn turn, ReadLimit limit,
			Consumer<Throwable> onFailure) {
		this.handler = handler;
		this.turn = turn;
		this.limit = limit;
		this.onFailure = onFailure;
	}

	@Override
	public void accept(SessionOutput output) {
		if (this.turn == null) {
			handle(output);
			return;
		}
		int cost = ReadLimit.cost(output);
		this.limit.add(output);
		this.turn.execute(() -> {
			handle(output);
			this.limit.remove(cost);
		});
	}

	private void handle(SessionOutput output) {
		if (this.failed) {
			this.captures.add(output);
			return;
		}
		try {
			this.handler.onOutput(output);
		}
		catch (Throwable ex) {
			this.failed = true;
			this.onFailure.accept(ex);
		}
	}

	@Override
	public void end(@Nullable Throwable failure) {
		if (failure != null) {
			// The session is over: what still waits is not handled any more
			this.failed = true;
		}
	}

	@Override
	public InputStream stream(SessionStream stream) {
		throw new IllegalStateException(HANDLED);
	}

	@Override
	public Flux<SessionOutput> flux() {
		throw new IllegalStateException(HANDLED);
	}

	@Override
	public CapturedOutput captured(SessionStream stream) {
		return this.captures.snapshot(stream);
	}

}
