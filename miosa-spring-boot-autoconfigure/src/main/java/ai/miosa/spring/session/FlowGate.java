package ai.miosa.spring.session;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the container's reading thread back while too much output waits for its consumer,
 * so that the socket fills and the computer waits too.
 * <p>
 * Tomcat's own {@code WsSession.suspend()} would need no thread, but what it has read and
 * not yet handed over when it is called is lost if the peer closes meanwhile, the exit
 * frame included.
 */
final class FlowGate {

	/**
	 * Above this the reading thread waits.
	 */
	static final int HIGH = 256 * 1024;

	private static final int LOW = HIGH / 2;

	/**
	 * What a buffer and its place in a queue take beside its bytes: without it, output
	 * that comes in single bytes would take a hundred times the memory.
	 */
	private static final int OVERHEAD = 96;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final AtomicLong waitingBytes = new AtomicLong();

	private volatile boolean holding;

	private volatile boolean open;

	static int cost(ByteBuffer data) {
		return data.remaining() + OVERHEAD;
	}

	/**
	 * Account for output that goes into a queue, after waiting for room.
	 * @param cost what it takes, in bytes
	 */
	void enter(int cost) {
		if (this.waitingBytes.get() >= HIGH && !this.open) {
			awaitRoom();
		}
		this.waitingBytes.addAndGet(cost);
	}

	/**
	 * Account for output that is already there.
	 * @param cost what it takes, in bytes
	 */
	void add(int cost) {
		this.waitingBytes.addAndGet(cost);
	}

	private void awaitRoom() {
		this.lock.lock();
		try {
			this.holding = true;
			while (this.waitingBytes.get() > LOW && !this.open) {
				this.room.awaitUninterruptibly();
			}
		}
		finally {
			this.holding = false;
			this.lock.unlock();
		}
	}

	/**
	 * Account for output that has left a queue.
	 * @param cost what it takes, in bytes
	 */
	void leave(int cost) {
		if (this.waitingBytes.addAndGet(-cost) <= LOW && this.holding) {
			signal();
		}
	}

	/**
	 * Hold nothing back any more.
	 */
	void open() {
		this.open = true;
		signal();
	}

	private void signal() {
		this.lock.lock();
		try {
			this.room.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

}
