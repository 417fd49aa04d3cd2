package ai.miosa.spring.session.client;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.output.OutputSink;
import ai.miosa.spring.session.output.ReadWindow;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.protocol.SessionEvents;
import ai.miosa.spring.session.websocket.ProtocolViolationException;

/**
 * Receives output, port events and the end of a session, on the event loop of its
 * connection.
 */
final class SessionReceiver implements SessionEvents {

	/**
	 * The ratio of the memory that a port event takes to the size of its JSON.
	 */
	private static final int PORT_EVENT_FACTOR = 8;

	private final DefaultMiosaSession session;

	private final OutputSink output;

	private final ReadWindow window;

	private final SessionStatistics statistics;

	private final SerialExecutor executor;

	private final @Nullable Consumer<PortEvent> portListener;

	/**
	 * Whether user code is called in the order of arrival, so that the end must wait for
	 * it.
	 */
	private final boolean ordered;

	/**
	 * Whether an end was received, after which everything is ignored. Used on the event
	 * loop.
	 */
	private boolean ended;

	SessionReceiver(DefaultMiosaSession session, SessionOptions options, OutputSink output, ReadWindow window,
			SessionStatistics statistics, SerialExecutor executor) {
		this.session = session;
		this.output = output;
		this.window = window;
		this.statistics = statistics;
		this.executor = executor;
		this.portListener = options.getPortListener();
		SessionOutputHandler handler = options.getOutputHandler();
		this.ordered = this.portListener != null || (handler != null && !handler.isNonBlocking());
	}

	@Override
	public void output(SessionOutput output) {
		if (!this.ended && !this.session.isEnded()) {
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
		end(() -> this.session.exited(code));
	}

	@Override
	public void malformedExit(String reason) {
		end(() -> this.session.lost(Reason.MALFORMED_EXIT_CODE, reason, null));
	}

	@Override
	public void port(PortEvent event, int size) {
		Consumer<PortEvent> listener = this.portListener;
		if (listener != null && !this.ended) {
			int cost = this.window.add(size * PORT_EVENT_FACTOR);
			this.executor.execute(() -> {
				notify(listener, event);
				this.window.remove(cost);
			});
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
	 * Receive the close frame from the server.
	 * @param code the close code
	 */
	void onClosed(int code) {
		end(() -> this.session.lost(Reason.NO_EXIT_CODE,
				"the server closed the connection with code " + code + " and without an exit code", null));
	}

	/**
	 * Receive the end of the connection without a close frame from the server.
	 * @param failure the failure of the connection, if one was reported
	 */
	void onBroken(@Nullable Throwable failure) {
		end(() -> {
			if (failure instanceof ProtocolViolationException violation) {
				this.session.lost(violation.isFrameTooLong() ? Reason.FRAME_TOO_LONG : Reason.PROTOCOL_VIOLATION,
						String.valueOf(violation.getMessage()), null);
			}
			else {
				this.session.lost(Reason.CONNECTION_LOST, "the connection broke", null);
			}
		});
	}

	private void end(Runnable end) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		if (this.ordered) {
			this.executor.execute(end);
		}
		else {
			end.run();
		}
	}

}
