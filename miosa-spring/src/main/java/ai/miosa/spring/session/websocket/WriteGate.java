package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.scheduler.Schedulers;

/**
 * Holds senders back while the peer does not take what was sent, as a full pipe does.
 */
final class WriteGate {

	/**
	 * How often a wait that has a bound looks for progress, as a part of the bound.
	 */
	private static final int LOOKS = 8;

	private final Channel channel;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ChannelFutureListener watch = (written) -> {
		if (!written.isSuccess()) {
			fail();
		}
	};

	private volatile boolean open;

	private volatile boolean failed;

	WriteGate(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Write a message that has passed the gate.
	 */
	void write(Object message) {
		this.channel.writeAndFlush(message).addListener(this.watch);
	}

	/**
	 * Wait until there is room.
	 * @param timeout the longest wait without progress, or {@code null} for no bound
	 */
	void await(@Nullable Duration timeout) throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedIOException("Interrupted, nothing was sent");
		}
		if (!isHeld()) {
			checkOpen();
			return;
		}
		Assert.state(!Schedulers.isInNonBlockingThread(),
				"The peer does not take what was sent, and this thread must not wait for it");
		try {
			this.lock.lockInterruptibly();
			try {
				awaitRoom((timeout != null) ? TimeUnit.NANOSECONDS.convert(timeout) : 0);
			}
			finally {
				this.lock.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted, nothing was sent");
		}
		checkOpen();
	}

	private void awaitRoom(long timeout) throws InterruptedException, WriteTimeoutException {
		long lastProgress = System.nanoTime();
		long pending = this.channel.bytesBeforeWritable();
		while (isHeld()) {
			if (timeout <= 0) {
				this.changed.await();
				continue;
			}
			this.changed.await(Math.max(1, timeout / LOOKS), TimeUnit.NANOSECONDS);
			long now = System.nanoTime();
			long stillPending = this.channel.bytesBeforeWritable();
			if (stillPending < pending) {
				lastProgress = now;
			}
			else if (isHeld() && now - lastProgress >= timeout) {
				throw new WriteTimeoutException();
			}
			pending = stillPending;
		}
	}

	private boolean isHeld() {
		return !this.channel.isWritable() && !this.open && !this.failed && this.channel.isActive();
	}

	private void checkOpen() throws IOException {
		if (this.failed || !this.channel.isActive()) {
			throw new IOException("The connection takes no more messages");
		}
	}

	/**
	 * Take note that nothing that is sent arrives any more.
	 */
	void fail() {
		this.failed = true;
		signal();
	}

	/**
	 * Let everybody through.
	 */
	void open() {
		this.open = true;
		signal();
	}

	/**
	 * Let the waiting senders look again.
	 */
	void signal() {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
