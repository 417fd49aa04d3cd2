package ai.miosa.spring.session.client;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.output.OutputSink;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.protocol.SessionEvents;
import ai.miosa.spring.session.websocket.ProtocolViolationException;

/**
 * Receives what the connection of a session reports, on its event loop: output for the
 * sink, port events for the listener, and the end.
 */
final class SessionReceiver implements SessionEvents {

	private final DefaultMiosaSession session;

	private final OutputSink output;

	private final SessionStatistics statistics;

	private final SerialExecutor executor;

	private final @Nullable Consumer<PortEvent> portListener;

	/**
	 * Whether user code is called in the order of arrival, so that the end has to wait
	 * for it.
	 */
	private final boolean ordered;

	SessionReceiver(DefaultMiosaSession session, SessionOptions options, OutputSink output,
			SessionStatistics statistics, SerialExecutor executor) {
		this.session = session;
		this.output = output;
		this.statistics = statistics;
		this.executor = executor;
		this.portListener = options.getPortListener();
		SessionOutputHandler handler = options.getOutputHandler();
		this.ordered = this.portListener != null || (handler != null && !handler.isNonBlocking());
	}

	@Override
	public void output(SessionOutput output) {
		if (!this.session.isEnded()) {
			this.statistics.output(output.stream(), output.size());
			try {
				this.output.accept(output);
			}
			catch (Throwable ex) {
				this.session.lost(Reason.HANDLER_FAILED, "the subscriber of its output failed", ex);
			}
		}
	}

	@Override
	public void exited(int code) {
		inOrder(() -> this.session.exited(code));
	}

	@Override
	public void malformedExit(String reason) {
		inOrder(() -> this.session.lost(Reason.MALFORMED_EXIT_CODE, reason, null));
	}

	@Override
	public void port(PortEvent event) {
		Consumer<PortEvent> listener = this.portListener;
		if (listener != null) {
			inOrder(() -> notify(listener, event));
		}
	}

	private void notify(Consumer<PortEvent> listener, PortEvent event) {
		if (this.session.isEnded()) {
			return;
		}
		try {
			listener.accept(event);
		}
		catch (Throwable ex) {
			this.session.lost(Reason.HANDLER_FAILED, "its port listener failed", ex);
		}
	}

	/**
	 * Receive the close frame of the server.
	 * @param code the close code
	 */
	void onClosed(int code) {
		inOrder(() -> this.session.lost(Reason.NO_EXIT_CODE,
				"the server closed the connection with code " + code + " and without an exit code", null));
	}

	/**
	 * Receive the end of the connection without a close frame of the server.
	 * @param failure the failure of the connection, if one was reported
	 */
	void onBroken(@Nullable Throwable failure) {
		inOrder(() -> {
			if (failure instanceof ProtocolViolationException violation) {
				this.session.lost(
						violation.isFrameTooLong() ? Reason.FRAME_TOO_LONG : Reason.PROTOCOL_VIOLATION,
						violation.getMessage(), null);
			}
			else {
				this.session.lost(Reason.CONNECTION_LOST, "the connection broke", null);
			}
		});
	}

	private void inOrder(Runnable task) {
		if (this.ordered) {
			this.executor.execute(task);
		}
		else {
			task.run();
		}
	}

}
