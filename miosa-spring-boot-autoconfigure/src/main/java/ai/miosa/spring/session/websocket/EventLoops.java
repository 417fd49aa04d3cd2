package ai.miosa.spring.session.websocket;

import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.scheduler.NonBlocking;

/**
 * The event loops that all connections share: few daemon threads, started with the first
 * connection.
 */
final class EventLoops {

	private static final int MAX_THREADS = 4;

	private static final long SHUTDOWN_MILLIS = 1000;

	private @Nullable EventLoopGroup group;

	private boolean closed;

	synchronized EventLoopGroup get() {
		Assert.state(!this.closed, "The session client has been closed");
		EventLoopGroup group = this.group;
		if (group == null) {
			int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
			group = new MultiThreadIoEventLoopGroup(threads, new Threads(), NioIoHandler.newFactory());
			this.group = group;
		}
		return group;
	}

	/**
	 * Begin to connect, and hand over the channel before {@link #refuse()} returns: a
	 * channel that nobody knew could outlive its event loop.
	 */
	synchronized ChannelFuture connect(Bootstrap bootstrap, SocketAddress address, Consumer<Channel> channel) {
		ChannelFuture connecting = bootstrap.group(get()).connect(address);
		channel.accept(connecting.channel());
		return connecting;
	}

	/**
	 * Give the event loops to no more connections.
	 */
	synchronized void refuse() {
		this.closed = true;
	}

	/**
	 * End the threads and wait for them, for a second at most.
	 */
	void close() {
		refuse();
		EventLoopGroup group;
		synchronized (this) {
			group = this.group;
		}
		if (group != null) {
			group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
			if (!isEventLoop(group)) {
				group.terminationFuture().awaitUninterruptibly(SHUTDOWN_MILLIS);
			}
		}
	}

	private static boolean isEventLoop(EventLoopGroup group) {
		for (EventExecutor executor : group) {
			if (executor.inEventLoop()) {
				return true;
			}
		}
		return false;
	}

	private static final class Threads implements ThreadFactory {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public Thread newThread(Runnable task) {
			EventLoopThread thread = new EventLoopThread(task, "miosa-session-io-" + this.count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		}

	}

	/**
	 * A thread that Reactor knows not to block.
	 */
	private static final class EventLoopThread extends FastThreadLocalThread implements NonBlocking {

		EventLoopThread(Runnable task, String name) {
			super(task, name);
		}

	}

}
