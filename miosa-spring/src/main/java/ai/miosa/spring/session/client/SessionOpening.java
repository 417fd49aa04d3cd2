package ai.miosa.spring.session.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiErrors;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.websocket.HandshakeException;
import ai.miosa.spring.session.websocket.HandshakeException.Rejection;
import ai.miosa.spring.session.websocket.WebSocketConnection;
import ai.miosa.spring.session.websocket.WebSocketHandshake;

/**
 * One attempt to open a session, with the states of its handshake. A session that is not
 * delivered is closed.
 */
final class SessionOpening {

	private static final String ACTION = "spawn";

	/**
	 * How long a session may remain unused after a cancellation that was too late for the
	 * handshake: an operator such as {@code timeout} may have discarded the session.
	 */
	private static final Duration UNUSED = Duration.ofSeconds(1);

	private final String computerId;

	private final Function<WebSocketConnection, DefaultMiosaSession> opener;

	private final Executor executor;

	private volatile boolean cancelled;

	private volatile @Nullable WebSocketHandshake handshake;

	private volatile @Nullable DefaultMiosaSession session;

	private volatile @Nullable RuntimeException rejection;

	private volatile @Nullable Thread deliveringThread;

	/**
	 * Create an attempt.
	 * @param computerId the computer to open a session on
	 * @param opener creates the session of an open connection
	 * @param executor the executor that notifies the subscriber, which may block
	 */
	SessionOpening(String computerId, Function<WebSocketConnection, DefaultMiosaSession> opener, Executor executor) {
		this.computerId = computerId;
		this.opener = opener;
		this.executor = executor;
	}

	/**
	 * Start, and notify the subscriber of the outcome.
	 * @param sink the subscriber
	 * @param connect starts the handshake of a connection, which is passed to
	 * {@link #opened}
	 */
	void start(MonoSink<MiosaSession> sink, Supplier<WebSocketHandshake> connect) {
		WebSocketHandshake handshake = connect.get();
		this.handshake = handshake;
		if (this.cancelled) {
			handshake.cancel();
		}
		handshake.connection()
			.whenComplete((connection, failure) -> this.executor.execute(() -> complete(sink, failure)));
	}

	/**
	 * Create the session of the connection that has been opened.
	 * @return the session, or {@code null} if it was rejected
	 */
	@Nullable DefaultMiosaSession opened(WebSocketConnection connection) {
		try {
			this.session = this.opener.apply(connection);
		}
		catch (RuntimeException ex) {
			this.rejection = ex;
		}
		return this.session;
	}

	private void complete(MonoSink<MiosaSession> sink, @Nullable Throwable failure) {
		DefaultMiosaSession session = this.session;
		if (session != null && this.cancelled) {
			session.close();
		}
		else if (session != null) {
			this.deliveringThread = Thread.currentThread();
			sink.success(session);
			this.deliveringThread = null;
		}
		else if (!this.cancelled) {
			sink.error(translate((failure != null) ? failure : this.rejection));
		}
	}

	/**
	 * Cancel the handshake, or close the session if it was not received.
	 */
	void cancel() {
		this.cancelled = true;
		WebSocketHandshake handshake = this.handshake;
		if (handshake != null && !handshake.cancel() && this.deliveringThread != Thread.currentThread()) {
			// Operators that cancel once they have the session do so while it is
			// delivered
			Schedulers.parallel().schedule(() -> {
				DefaultMiosaSession session = this.session;
				if (session != null && !session.isUsed()) {
					session.close();
				}
			}, UNUSED.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private Throwable translate(@Nullable Throwable failure) {
		if (failure instanceof HandshakeException ended) {
			Rejection rejection = ended.getRejection();
			if (rejection != null) {
				return ApiErrors.toException(ACTION, this.computerId, rejection.status(), rejection.headers()::getFirst,
						rejection.body());
			}
			return ended.isTimeout()
					? new MiosaTimeoutException(
							ACTION + " timed out before the session was open (miosa.session.handshake-timeout)",
							this.computerId, ended.isRequestSent(), null)
					: new MiosaConnectionException(ACTION + " failed: " + ended.getMessage(), this.computerId,
							ended.isRequestSent(), ended.getCause());
		}
		if (failure instanceof IllegalStateException) {
			return failure;
		}
		return new MiosaConnectionException(ACTION + " failed", this.computerId, true, failure);
	}

}
