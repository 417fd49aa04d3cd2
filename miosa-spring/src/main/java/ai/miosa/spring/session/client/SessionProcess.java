package ai.miosa.spring.session.client;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A session as a {@link Process}. Waiting for a session that ends without an exit code
 * throws a {@link ai.miosa.spring.session.MiosaSessionLostException}. The process id and
 * the handle are not supported.
 */
final class SessionProcess extends Process {

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final DefaultMiosaSession session;

	private final InputStream stdout;

	private final InputStream stderr;

	private final OutputStream stdin;

	SessionProcess(DefaultMiosaSession session) {
		this.session = session;
		this.stdout = session.stdout();
		this.stderr = session.stderr();
		this.stdin = session.stdin();
	}

	@Override
	public OutputStream getOutputStream() {
		return this.stdin;
	}

	@Override
	public InputStream getInputStream() {
		return this.stdout;
	}

	@Override
	public InputStream getErrorStream() {
		return this.stderr;
	}

	@Override
	public int waitFor() throws InterruptedException {
		try {
			return await(FOREVER);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("The session has not ended", ex);
		}
	}

	@Override
	public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
		try {
			await(Duration.ofNanos(Math.max(0, unit.toNanos(timeout))));
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	private int await(Duration timeout) throws InterruptedException, TimeoutException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		try {
			return this.session.awaitResult(timeout);
		}
		catch (RuntimeException ex) {
			if (ex.getCause() instanceof InterruptedException && Thread.interrupted()) {
				throw (InterruptedException) ex.getCause();
			}
			throw ex;
		}
	}

	@Override
	public int exitValue() {
		Integer exitCode = this.session.resultNow();
		if (exitCode == null) {
			throw new IllegalThreadStateException("The command has not ended");
		}
		return exitCode;
	}

	@Override
	public boolean isAlive() {
		return !this.session.isEnded();
	}

	/**
	 * Close the session, which ends the command.
	 */
	@Override
	public void destroy() {
		this.session.close();
	}

	@Override
	public CompletableFuture<Process> onExit() {
		return this.session.exitCode().handle((exitCode, failure) -> this);
	}

	@Override
	public String toString() {
		return "SessionProcess[" + this.session.getId() + "]";
	}

}
