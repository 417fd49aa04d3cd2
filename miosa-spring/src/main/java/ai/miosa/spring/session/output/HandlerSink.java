package ai.miosa.spring.session.output;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * Passes output to a handler, on the session's executor or, if the handler does not
 * block, on the event loop.
 */
public final class HandlerSink extends OutputSink {

	private final SessionOutputHandler handler;

	private final SerialExecutor executor;

	private final ReadWindow window;

	private final Consumer<Throwable> onFailure;

	private volatile boolean stopped;

	/**
	 * Create a sink.
	 * @param handler the handler
	 * @param executor the executor of a handler that may block
	 * @param window bounds the output that waits for the handler
	 * @param onFailure called once with the exception of the handler
	 */
	public HandlerSink(SessionOutputHandler handler, SerialExecutor executor, ReadWindow window,
			Consumer<Throwable> onFailure) {
		this.handler = handler;
		this.executor = executor;
		this.window = window;
		this.onFailure = onFailure;
	}

	@Override
	public void accept(SessionOutput output) {
		if (this.handler.isNonBlocking()) {
			handle(output);
			return;
		}
		int cost = this.window.add(output);
		this.executor.execute(() -> {
			handle(output);
			this.window.remove(cost);
		});
	}

	private void handle(SessionOutput output) {
		if (this.stopped) {
			capture(output);
			return;
		}
		try {
			this.handler.onOutput(output);
		}
		catch (Throwable ex) {
			this.stopped = true;
			this.onFailure.accept(ex);
		}
	}

	@Override
	public void end(@Nullable Throwable failure) {
		if (failure != null) {
			this.stopped = true;
		}
	}

	@Override
	RuntimeException notStreamed() {
		return new IllegalStateException("The output of this session is passed to its output handler");
	}

}
