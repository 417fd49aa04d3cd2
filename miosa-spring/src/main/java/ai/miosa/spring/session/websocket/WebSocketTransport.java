package ai.miosa.spring.session.websocket;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.util.CustomizableThreadCreator;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * The WebSocket connections of an application, opened by Spring's
 * {@link StandardWebSocketClient} on a Jakarta WebSocket container that stands on Netty.
 * Nothing is set up before the first connection. Safe for use by many threads.
 */
public final class WebSocketTransport implements AutoCloseable {

	private static final String THREAD_PREFIX = "miosa-session-";

	private static final String CLOSED = "the session client has been closed";

	private static final long IDLE_SECONDS = 5;

	private final EventLoops eventLoops = new EventLoops();

	private final AsyncTaskExecutor executor;

	private final NettyWebSocketContainer container;

	/**
	 * The handshakes under way. Their deadlines end with the event loops.
	 */
	private final Set<WebSocketHandshake> handshakes = ConcurrentHashMap.newKeySet();

	/**
	 * Create a transport.
	 * @param settings the settings of its connections
	 */
	public WebSocketTransport(ConnectionSettings settings) {
		this.executor = executor(settings.virtualThreads());
		this.container = new NettyWebSocketContainer(new WebSocketConnector(this.eventLoops, this.executor, settings));
	}

	private static AsyncTaskExecutor executor(boolean virtualThreads) {
		if (virtualThreads) {
			return new VirtualThreadTaskExecutor(THREAD_PREFIX);
		}
		CustomizableThreadCreator threads = new CustomizableThreadCreator(THREAD_PREFIX);
		threads.setDaemon(true);
		return new TaskExecutorAdapter(new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads::createThread));
	}

	/**
	 * Start to open a connection. Does not wait, not even for the name of the host to be
	 * resolved.
	 * @param upgrade the upgrade request
	 * @param handler the handler, which is called on an event loop and must not block
	 * @return the handshake, which ends within the upgrade's timeout
	 * @throws IllegalStateException if this transport has been closed
	 */
	public WebSocketHandshake connect(WebSocketUpgrade upgrade, WebSocketHandler handler) {
		WebSocketHandshake handshake = new WebSocketHandshake(upgrade);
		this.handshakes.add(handshake);
		handshake.connection().whenComplete((connection, failure) -> this.handshakes.remove(handshake));
		setDeadline(handshake);
		StandardWebSocketClient client = new StandardWebSocketClient(this.container);
		client.setTaskExecutor(new TaskExecutorAdapter(Runnable::run));
		client.setUserProperties(Map.of(WebSocketHandshake.PROPERTY, handshake));
		this.executor.execute(() -> client.execute(handler, subprotocol(upgrade), upgrade.withoutQuery())
			.whenComplete((session, failure) -> {
				if (failure != null) {
					handshake.fail("the connection could not be started", null);
				}
			}));
		return handshake;
	}

	private void setDeadline(WebSocketHandshake handshake) {
		try {
			handshake.deadline(this.eventLoops.schedule(handshake::timeOut, handshake.upgrade().timeout()));
		}
		catch (IllegalStateException | RejectedExecutionException ex) {
			handshake.fail(CLOSED, null);
			throw new IllegalStateException(CLOSED, ex);
		}
	}

	private static WebSocketHttpHeaders subprotocol(WebSocketUpgrade upgrade) {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		if (upgrade.subprotocol() != null) {
			headers.setSecWebSocketProtocol(upgrade.subprotocol());
		}
		return headers;
	}

	/**
	 * Return the executor for what may block. Its threads are daemons without a limit, so
	 * that no task waits for another.
	 * @return the executor
	 */
	public Executor executor() {
		return this.executor;
	}

	/**
	 * End the handshakes under way and the event loops, and with them all connections.
	 * Waits for a second at most.
	 */
	@Override
	public void close() {
		this.eventLoops.refuse();
		this.handshakes.forEach((handshake) -> handshake.fail(CLOSED, null));
		this.eventLoops.close();
	}

}
