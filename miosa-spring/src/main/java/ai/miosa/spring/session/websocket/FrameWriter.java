package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.scheduler.Schedulers;

/**
 * Writes frames. While there is no room, blocks until the previous frame has been
 * written, without pinning a virtual thread.
 */
final class FrameWriter {

	/**
	 * The number of checks for progress within a timeout.
	 */
	private static final int CHECKS = 8;

	private final Channel channel;

	private volatile @Nullable ChannelFuture previous;

	FrameWriter(Channel channel) {
		this.channel = channel;
	}

	void write(WebSocketFrame frame) {
		this.previous = this.channel.writeAndFlush(frame);
	}

	/**
	 * Return whether the peer has yet to read all or part of what was written.
	 * @return whether a writer waits, or would wait
	 */
	boolean isBlocked() {
		ChannelFuture previous = this.previous;
		return !this.channel.isWritable() || (previous != null && !previous.isDone());
	}

	/**
	 * Wait until there is room.
	 * @param timeout the longest wait without progress, or {@code null} for no timeout
	 */
	void awaitRoom(@Nullable Duration timeout) throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedIOException("Interrupted, nothing was sent");
		}
		ChannelFuture previous = this.previous;
		if (previous != null && !this.channel.isWritable()) {
			Assert.state(!Schedulers.isInNonBlockingThread(),
					"The peer does not read what was sent, and this thread must not block");
			try {
				await(previous, (timeout != null) ? TimeUnit.NANOSECONDS.convert(timeout) : Long.MAX_VALUE);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("Interrupted, nothing was sent");
			}
		}
		if (!this.channel.isActive() || (previous != null && previous.isDone() && !previous.isSuccess())) {
			throw new IOException("The connection accepts no more messages");
		}
	}

	private void await(ChannelFuture previous, long timeout) throws InterruptedException, SocketTimeoutException {
		CountDownLatch written = new CountDownLatch(1);
		previous.addListener((done) -> written.countDown());
		long lastProgress = System.nanoTime();
		long pending = this.channel.bytesBeforeWritable();
		while (!written.await(Math.max(1, timeout / CHECKS), TimeUnit.NANOSECONDS)) {
			long now = System.nanoTime();
			long stillPending = this.channel.bytesBeforeWritable();
			if (stillPending < pending) {
				lastProgress = now;
			}
			else if (now - lastProgress >= timeout) {
				throw new SocketTimeoutException("The peer has not read what was sent in time");
			}
			pending = stillPending;
		}
	}

}
