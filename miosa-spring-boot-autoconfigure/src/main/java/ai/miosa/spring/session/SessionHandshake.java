package ai.miosa.spring.session;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.UpgradeContainer.Upgrade;

/**
 * One try to open a session. It ends once: with a session, with a failure or with the
 * caller's cancellation. A connection that is open too late is closed.
 */
final class SessionHandshake {

	private static final CloseReason NOT_WANTED = new CloseReason(CloseCodes.GOING_AWAY, null);

	private final String computerId;

	private final Upgrade upgrade;

	private final @Nullable String subprotocol;

	private final Opener opener;

	private final Executor executor;

	private final MonoSink<MiosaSession> sink;

	private final AtomicBoolean decided = new AtomicBoolean();

	private final AtomicBoolean delivered = new AtomicBoolean();

	private final AtomicReference<@Nullable Future<?>> task = new AtomicReference<>();

	private volatile boolean cancelled;

	private volatile @Nullable DefaultMiosaSession session;

	SessionHandshake(String computerId, Upgrade upgrade, @Nullable String subprotocol, Opener opener, Executor executor,
			MonoSink<MiosaSession> sink) {
		this.computerId = computerId;
		this.upgrade = upgrade;
		this.subprotocol = subprotocol;
		this.opener = opener;
		this.executor = executor;
		this.sink = sink;
	}

	/**
	 * Take note of the task that connects, which may have to be interrupted.
	 * @param task the task
	 */
	void connectingIn(Future<?> task) {
		this.task.set(task);
		if (this.cancelled) {
			task.cancel(true);
		}
	}

	/**
	 * The connection is open and nothing has been read from it.
	 * @param connection the connection
	 * @return the session, or {@code null} if nobody wants it any more
	 */
	@Nullable DefaultMiosaSession opened(WsSession connection) {
		if (!this.decided.compareAndSet(false, true)) {
			connection.doClose(NOT_WANTED, NOT_WANTED, true);
			return null;
		}
		String subprotocol = connection.getNegotiatedSubprotocol();
		if (this.subprotocol != null && !this.subprotocol.equals(subprotocol)) {
			connection.doClose(NOT_WANTED, NOT_WANTED, true);
			this.sink.error(new MiosaConnectionException(
					"spawn failed: the server did not select the subprotocol " + this.subprotocol, this.computerId,
					true, null));
			return null;
		}
		try {
			DefaultMiosaSession session = this.opener.open(connection);
			this.session = session;
			if (this.cancelled) {
				session.close();
			}
			return session;
		}
		catch (IOException | IllegalStateException ex) {
			connection.doClose(NOT_WANTED, NOT_WANTED, true);
			this.sink.error((ex instanceof IOException)
					? new MiosaConnectionException("spawn failed: the connection broke", this.computerId, true, ex)
					: ex);
			return null;
		}
	}

	/**
	 * Hand the session to the caller now that reading has begun.
	 */
	void deliver() {
		DefaultMiosaSession session = this.session;
		if (session != null && this.delivered.compareAndSet(false, true)) {
			this.sink.success(session);
		}
	}

	/**
	 * Hand the session to the caller while its first output, which came along with the
	 * answer to the handshake, occupies the connecting thread.
	 */
	void deliverEarly() {
		if (!this.delivered.get()) {
			this.executor.execute(this::deliver);
		}
	}

	void fail(Throwable thrown) {
		if (this.decided.compareAndSet(false, true)) {
			this.sink.error(HandshakeFailure.of(this.computerId, thrown));
		}
	}

	void timeOut() {
		if (this.decided.compareAndSet(false, true)) {
			interrupt();
			this.sink.error(new MiosaTimeoutException("spawn timed out before the session was open", this.computerId,
					this.upgrade.hasBegun(), null));
		}
	}

	void cancel() {
		interrupt();
		this.decided.set(true);
		DefaultMiosaSession session = this.session;
		if (session != null) {
			session.close();
		}
	}

	private void interrupt() {
		this.cancelled = true;
		Future<?> task = this.task.get();
		if (task != null) {
			task.cancel(true);
		}
	}

	/**
	 * Makes a session of an open connection.
	 */
	interface Opener {

		DefaultMiosaSession open(WsSession connection) throws IOException;

	}

}
