package ai.miosa.spring.session.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiErrors;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.websocket.HandshakeException;
import ai.miosa.spring.session.websocket.UpgradeRefusedException;
import ai.miosa.spring.session.websocket.WebSocketConnection;
import ai.miosa.spring.session.websocket.WebSocketHandshake;

/**
 * One subscription to the opening of a session. It ends once: delivered, failed or
 * cancelled. A session that cannot be delivered is closed.
 */
final class SessionOpening {

	private static final String ACTION = "spawn";

	/**
	 * How long a session may stay unused whose subscription was cancelled after it had
	 * been delivered: an operator in between, such as {@code timeout}, may have dropped
	 * it.
	 */
	private static final Duration UNUSED = Duration.ofSeconds(1);

	private final String computerId;

	private final Function<WebSocketConnection, DefaultMiosaSession> opener;

	private final Executor executor;

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPENING);

	private volatile @Nullable WebSocketHandshake handshake;

	private volatile @Nullable DefaultMiosaSession session;

	private volatile @Nullable RuntimeException refusal;

	private volatile @Nullable Thread deliveringThread;

	/**
	 * Create an opening.
	 * @param computerId the computer to open a session on
	 * @param opener makes the session of an open connection
	 * @param executor where the subscriber is told, which may block
	 */
	SessionOpening(String computerId, Function<WebSocketConnection, DefaultMiosaSession> opener, Executor executor) {
		this.computerId = computerId;
		this.opener = opener;
		this.executor = executor;
	}

	void handshake(WebSocketHandshake handshake) {
		this.handshake = handshake;
		if (this.phase.get() == Phase.CANCELLED) {
			handshake.cancel();
		}
	}

	/**
	 * Make a session of the connection that has been opened.
	 * @return the session, or {@code null} if nobody wants it any more or if it could not
	 * be made
	 */
	@Nullable DefaultMiosaSession opened(WebSocketConnection connection) {
		if (this.phase.get() != Phase.OPENING) {
			return null;
		}
		try {
			this.session = this.opener.apply(connection);
		}
		catch (RuntimeException ex) {
			this.refusal = ex;
		}
		return this.session;
	}

	/**
	 * Tell the subscriber how the handshake has ended.
	 */
	void tell(MonoSink<MiosaSession> sink, @Nullable Throwable failure) {
		DefaultMiosaSession session = this.session;
		if (!this.phase.compareAndSet(Phase.OPENING, Phase.TOLD)) {
			closeSession();
		}
		else if (session != null) {
			this.executor.execute(() -> deliver(sink, session));
		}
		else {
			this.executor.execute(() -> sink.error(translate((failure != null) ? failure : this.refusal)));
		}
	}

	private void deliver(MonoSink<MiosaSession> sink, DefaultMiosaSession session) {
		this.deliveringThread = Thread.currentThread();
		sink.success(session);
		this.deliveringThread = null;
	}

	/**
	 * Give up the session, whether it has been delivered or not.
	 */
	void cancel() {
		if (this.phase.compareAndSet(Phase.OPENING, Phase.CANCELLED)) {
			WebSocketHandshake handshake = this.handshake;
			if (handshake != null) {
				handshake.cancel();
			}
			closeSession();
		}
		else if (this.deliveringThread != Thread.currentThread()) {
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

	private void closeSession() {
		DefaultMiosaSession session = this.session;
		if (session != null) {
			session.close();
		}
	}

	private Throwable translate(@Nullable Throwable failure) {
		if (failure instanceof UpgradeRefusedException refused) {
			return ApiErrors.toException(ACTION, this.computerId, refused.getStatus(), refused.getHeaders()::getFirst,
					refused.getBody());
		}
		if (failure instanceof HandshakeException ended) {
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

	private enum Phase {

		OPENING, TOLD, CANCELLED

	}

}
