package ai.miosa.spring.session.websocket;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.scheduler.NonBlocking;

/**
 * The event loops of all connections: a few daemon threads, started by the first
 * connection.
 */
final class EventLoops {

	private static final int MAX_THREADS = 4;

	private static final long SHUTDOWN_MILLIS = 1000;

	private @Nullable Started started;

	private boolean closed;

	EventLoopGroup get() {
		return started().group;
	}

	private synchronized Started started() {
		Assert.state(!this.closed, "The session client has been closed");
		Started started = this.started;
		if (started == null) {
			int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
			ThreadFactory factory = new DefaultThreadFactory("miosa-session-io", true) {

				@Override
				protected Thread newThread(Runnable task, String name) {
					return new EventLoopThread(task, name);
				}

			};
			started = new Started(new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory()),
					new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE));
			this.started = started;
		}
		return started;
	}

	/**
	 * Start to connect, and report the channel. Mutually exclusive with
	 * {@link #refuse()}.
	 */
	synchronized ChannelFuture connect(Bootstrap bootstrap, SocketAddress address, Consumer<Channel> channel) {
		Started started = started();
		ChannelFuture connecting = bootstrap.group(started.group).connect(address);
		started.channels.add(connecting.channel());
		channel.accept(connecting.channel());
		return connecting;
	}

	/**
	 * Reject further connections.
	 * @return the event loops, or {@code null} if none were started
	 */
	synchronized @Nullable Started refuse() {
		this.closed = true;
		return this.started;
	}

	/**
	 * Close the channels and then end the threads. Waits up to a second, except on an
	 * event loop. The order matters, because an event loop that is shut down while it
	 * runs tasks ends without closing its channels.
	 */
	void close() {
		Started started = refuse();
		if (started != null) {
			started.channels.forEach(EventLoops::closeNow);
			started.channels.newCloseFuture()
				.addListener((closed) -> started.group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS));
			if (!(Thread.currentThread() instanceof EventLoopThread)) {
				started.group.terminationFuture().awaitUninterruptibly(SHUTDOWN_MILLIS);
			}
		}
	}

	/**
	 * Close a channel without the {@code close_notify} of TLS, which a peer that does not
	 * read would block.
	 */
	static void closeNow(Channel channel) {
		ChannelHandlerContext first = channel.pipeline().firstContext();
		if (first != null) {
			first.close();
		}
		else {
			channel.close();
		}
	}

	/**
	 * Run a task after the given time, unless the event loops have ended by then.
	 */
	Future<?> schedule(Runnable task, Duration delay) {
		return get().iterator().next().schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
	}

	/**
	 * What the first connection starts.
	 *
	 * @param group the threads
	 * @param channels the open channels
	 */
	record Started(EventLoopGroup group, ChannelGroup channels) {

	}

	/**
	 * A thread that Reactor recognizes as one that must not block.
	 */
	private static final class EventLoopThread extends FastThreadLocalThread implements NonBlocking {

		EventLoopThread(Runnable task, String name) {
			super(task, name);
		}

	}

}
