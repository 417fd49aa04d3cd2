package ai.miosa.samples.webterminal.bridge;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.TerminalSize;

/**
 * What the windows of a terminal send to the computer. The executor waits for the
 * computer, in one task at a time; meanwhile the input waits here, as much of each window
 * as its limit allows. Safe for use by many threads.
 */
final class SessionInput {

	private static final Logger logger = LoggerFactory.getLogger(SessionInput.class);

	private final ByteArrayOutputStream stdin = new ByteArrayOutputStream();

	private final MiosaSession session;

	private final List<BrowserView> views;

	private final Object lock;

	private final Executor executor;

	private TerminalSize size;

	private @Nullable TerminalSize nextSize;

	private boolean sending;

	/**
	 * Create the input.
	 * @param lock guards the state of the windows
	 */
	SessionInput(MiosaSession session, TerminalSize size, List<BrowserView> views, Object lock, Executor executor) {
		this.session = session;
		this.size = size;
		this.views = views;
		this.lock = lock;
		this.executor = executor;
	}

	void stdin(BrowserView view, byte[] bytes) {
		synchronized (this.lock) {
			view.await(bytes.length);
			this.stdin.writeBytes(bytes);
		}
		send();
	}

	void resize(TerminalSize size) {
		synchronized (this.lock) {
			if (!size.equals(this.size)) {
				this.size = size;
				this.nextSize = size;
			}
		}
		send();
	}

	TerminalSize size() {
		synchronized (this.lock) {
			return this.size;
		}
	}

	private void send() {
		synchronized (this.lock) {
			if (this.sending || (this.nextSize == null && this.stdin.size() == 0)) {
				return;
			}
			this.sending = true;
		}
		this.executor.execute(() -> {
			sendWaiting();
			synchronized (this.lock) {
				this.sending = false;
			}
			send();
		});
	}

	private void sendWaiting() {
		TerminalSize size;
		byte[] bytes;
		synchronized (this.lock) {
			size = this.nextSize;
			this.nextSize = null;
			bytes = this.stdin.toByteArray();
			this.stdin.reset();
			this.views.forEach(BrowserView::moveInput);
		}
		try {
			if (size != null) {
				this.session.resize(size.columns(), size.rows());
			}
			if (bytes.length > 0) {
				this.session.sendStdin(bytes);
			}
		}
		catch (MiosaException | IllegalStateException ex) {
			logger.debug("The terminal has ended before it took everything", ex);
		}
		this.views.forEach(BrowserView::inputTaken);
	}

}
