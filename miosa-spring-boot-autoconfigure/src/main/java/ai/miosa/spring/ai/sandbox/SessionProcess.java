package ai.miosa.spring.ai.sandbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.miosa.spring.session.MiosaSession;

/**
 * A session as a {@link Process}. An exit code that is not known is an
 * {@link IllegalStateException}, never a number.
 */
final class SessionProcess extends Process {

	private final MiosaSession session;

	private final CompletableFuture<Integer> exitCode;

	SessionProcess(MiosaSession session) {
		this.session = session;
		this.exitCode = session.exitCode();
	}

	@Override
	public OutputStream getOutputStream() {
		return this.session.stdin();
	}

	@Override
	public InputStream getInputStream() {
		return this.session.stdout();
	}

	@Override
	public InputStream getErrorStream() {
		return this.session.stderr();
	}

	@Override
	public int waitFor() throws InterruptedException {
		try {
			return this.exitCode.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The exit code is not known", ex.getCause());
		}
	}

	@Override
	public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
		try {
			this.exitCode.get(timeout, unit);
			return true;
		}
		catch (ExecutionException ex) {
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	@Override
	public int exitValue() {
		if (!this.exitCode.isDone()) {
			throw new IllegalThreadStateException("The process has not ended");
		}
		return this.exitCode.join();
	}

	@Override
	public boolean isAlive() {
		return !this.exitCode.isDone();
	}

	@Override
	public CompletableFuture<Process> onExit() {
		return this.exitCode.handle((code, failure) -> this);
	}

	@Override
	public void destroy() {
		this.session.close();
	}

}
