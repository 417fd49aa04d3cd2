package ai.miosa.spring.file;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;

/**
 * A session with one deadline for all that is done with it. What goes wrong while data
 * moves is told by {@link #await()}: there the reason is known.
 */
final class FileSession implements AutoCloseable {

	private final MiosaSession session;

	private final Duration timeout;

	private volatile boolean timedOut;

	FileSession(MiosaSession session, Duration timeout) {
		this.session = session;
		this.timeout = timeout;
		session.exitCode()
			.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((exitCode, failure) -> giveUp(failure));
	}

	private void giveUp(@Nullable Throwable failure) {
		if (failure instanceof TimeoutException) {
			this.timedOut = true;
			this.session.close();
		}
	}

	/**
	 * Send a piece.
	 * @return whether there is someone to take more
	 */
	boolean send(byte[] piece) {
		try {
			this.session.sendStdin(piece);
			return true;
		}
		catch (IllegalStateException | MiosaException ex) {
			return false;
		}
	}

	void endInput() {
		try {
			this.session.closeStdin();
		}
		catch (IllegalStateException | MiosaException ex) {
			// The session has ended
		}
	}

	/**
	 * Receive a piece.
	 * @return its size, or -1 if there is no more
	 */
	int receive(byte[] piece) {
		InputStream output = this.session.stdout();
		try {
			return output.read(piece);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/**
	 * Wait for the exit code.
	 * @throws MiosaTimeoutException if the deadline has passed
	 * @throws MiosaSessionLostException if there is no exit code
	 */
	int await() {
		try {
			return this.session.await(this.timeout);
		}
		catch (MiosaSessionLostException ex) {
			if (this.timedOut) {
				throw new MiosaTimeoutException("The transfer of a file took longer than " + this.timeout,
						this.session.getComputerId(), true, ex);
			}
			throw ex;
		}
	}

	@Override
	public void close() {
		this.session.close();
	}

}
