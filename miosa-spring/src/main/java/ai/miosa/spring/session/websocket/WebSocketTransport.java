package ai.miosa.spring.session.websocket;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.websocket.WebSocketContainer;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.util.CustomizableThreadCreator;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * Opens the WebSocket connections of an application with Spring's
 * {@link StandardWebSocketClient} on a Jakarta WebSocket container that is based on
 * Netty. Starts no thread before the first connection. Thread-safe.
 */
public final class WebSocketTransport implements AutoCloseable {

	private static final String THREAD_PREFIX = "miosa-session-";

	private static final String CLOSED = "the session client has been closed";

	private static final long IDLE_SECONDS = 5;

	private final EventLoops eventLoops = new EventLoops();

	private final AsyncTaskExecutor executor;

	private final Supplier<WebSocketContainer> container;

	/**
	 * The handshakes in progress. Their deadlines end with the event loops.
	 */
	private final Set<WebSocketHandshake> handshakes = ConcurrentHashMap.newKeySet();

	/**
	 * Create a transport.
	 * @param settings the settings of its connections
	 */
	public WebSocketTransport(ConnectionSettings settings) {
		this.executor = executor(settings.virtualThreads());
		this.container = SingletonSupplier
			.of(() -> NettyWebSocketContainer.create(new WebSocketConnector(this.eventLoops, this.executor, settings)));
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
	 * Start to open a connection. Never blocks: the host is resolved by another thread.
	 * @param upgrade the upgrade request
	 * @param handler the handler, which is called on an event loop and must not block
	 * @return the handshake, which ends within the upgrade's timeout
	 * @throws IllegalStateException if this transport has been closed
	 */
	public WebSocketHandshake connect(WebSocketUpgrade upgrade, WebSocketHandler handler) {
		WebSocketHandshake handshake = new WebSocketHandshake(upgrade);
		this.handshakes.add(handshake);
		Future<?> deadline;
		try {
			deadline = this.eventLoops.schedule(handshake::timeOut, upgrade.timeout());
		}
		catch (IllegalStateException | RejectedExecutionException ex) {
			this.handshakes.remove(handshake);
			throw new IllegalStateException(CLOSED, ex);
		}
		handshake.connection().whenComplete((connection, failure) -> {
			deadline.cancel(false);
			this.handshakes.remove(handshake);
		});
		StandardWebSocketClient client = new StandardWebSocketClient(this.container.get());
		client.setTaskExecutor(new TaskExecutorAdapter(Runnable::run));
		client.setUserProperties(Map.of(WebSocketHandshake.PROPERTY, handshake));
		this.executor
			.execute(() -> client.execute(handler, null, upgrade.withoutQuery()).whenComplete((session, failure) -> {
				if (failure != null) {
					handshake.fail("the connection could not be started");
				}
			}));
		return handshake;
	}

	/**
	 * Return the executor of tasks that may block. It is unbounded, with daemon threads,
	 * so tasks never wait for each other.
	 * @return the executor
	 */
	public Executor executor() {
		return this.executor;
	}

	/**
	 * Cancel the handshakes in progress, close all connections and end the event loops.
	 * Waits at most a second.
	 */
	@Override
	public void close() {
		this.eventLoops.refuse();
		this.handshakes.forEach((handshake) -> handshake.fail(CLOSED));
		this.eventLoops.close();
	}

}
