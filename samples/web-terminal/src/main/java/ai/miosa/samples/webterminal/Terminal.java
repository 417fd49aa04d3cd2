package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.exec.MiosaComputer;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.TerminalSize;

/**
 * Ties one terminal in the browser to one {@link MiosaSession}. Neither side lets more
 * than a window of bytes wait: a page that is behind holds the computer's output back,
 * and a computer that is behind holds a paste back in the page.
 */
class Terminal {

	private static final int STDIN_WINDOW = 64 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(Terminal.class);

	// What goes to the computer may have to wait. On the connection's own thread it would
	// keep the page's news of shown output from being read, and both sides would wait for
	// ever.
	private final ExecutorService toComputer = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), new CustomizableThreadFactory("terminal-"),
			new ThreadPoolExecutor.DiscardPolicy());

	private final Semaphore stdinWindow = new Semaphore(STDIN_WINDOW);

	private final TerminalPage page;

	private volatile @Nullable MiosaSession session;

	private volatile boolean closed;

	Terminal(TerminalPage page) {
		this.page = page;
	}

	/**
	 * Start the shell.
	 */
	void open(MiosaComputer computer, TerminalSize size) {
		SessionOptions options = SessionOptions.builder()
			.pty(true)
			.terminalSize(size)
			.env("TERM", "xterm-256color")
			.outputHandler((output) -> this.page.show(output.data()))
			.build();
		this.toComputer.execute(() -> {
			if (this.session == null) {
				start(computer, options);
			}
		});
	}

	private void start(MiosaComputer computer, SessionOptions options) {
		try {
			MiosaSession session = computer.spawn("bash", options);
			this.session = session;
			if (this.closed) {
				session.close();
			}
			session.exitCode().whenComplete(this::end);
		}
		catch (MiosaException ex) {
			end(null, ex);
		}
	}

	/**
	 * Send keystrokes to the shell.
	 */
	void stdin(byte[] bytes) {
		if (!this.stdinWindow.tryAcquire(bytes.length)) {
			throw new IllegalStateException("The page does not wait for its stdin to be taken");
		}
		toComputer((session) -> {
			session.sendStdin(bytes);
			this.stdinWindow.release(bytes.length);
			this.page.tell(Map.of("type", "taken", "bytes", bytes.length));
		});
	}

	/**
	 * Fit the shell to the page.
	 */
	void resize(TerminalSize size) {
		toComputer((session) -> session.resize(size.columns(), size.rows()));
	}

	/**
	 * Take note that the page has shown output.
	 */
	void shown(int bytes) {
		this.page.shown(bytes);
	}

	/**
	 * End the shell with the page.
	 */
	void close() {
		this.closed = true;
		MiosaSession session = this.session;
		if (session != null) {
			session.close();
		}
		this.toComputer.shutdownNow();
		this.page.release();
	}

	private void toComputer(Transfer transfer) {
		this.toComputer.execute(() -> {
			MiosaSession session = this.session;
			if (session != null) {
				try {
					transfer.to(session);
				}
				catch (MiosaException | IllegalStateException | IOException ex) {
					logger.debug("The terminal has ended before it took everything", ex);
				}
			}
		});
	}

	private void end(@Nullable Integer exitCode, @Nullable Throwable failure) {
		try {
			this.page.tell((failure != null) ? Map.of("type", "lost", "message", failure.getMessage())
					: Map.of("type", "exit", "code", exitCode));
			this.page.close();
		}
		catch (IllegalStateException | IOException ex) {
			logger.debug("The page has gone before the terminal ended", ex);
		}
	}

	/**
	 * Sends something to the shell.
	 */
	@FunctionalInterface
	private interface Transfer {

		void to(MiosaSession session) throws IOException;

	}

}
