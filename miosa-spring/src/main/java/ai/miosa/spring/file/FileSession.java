package ai.miosa.spring.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionStream;

/**
 * The session of one operation.
 */
final class FileSession {

	private final MiosaSession session;

	private final FileOperation<?> operation;

	private final Consumer<TransferProgress> listener;

	private long files;

	private long bytes;

	FileSession(MiosaSession session, FileOperation<?> operation, Consumer<TransferProgress> listener) {
		this.session = session;
		this.operation = operation;
		this.listener = listener;
		if (operation.script().output() == OutputMode.STREAMED) {
			closeStderr();
		}
		if (!operation.script().readsStdin()) {
			closeStdin();
		}
	}

	private void closeStdin() {
		try {
			this.session.closeStdin();
		}
		catch (IllegalStateException | MiosaException ex) {
			// The session has ended, which finish() reports
		}
	}

	// Output that is not read is captured
	private void closeStderr() {
		try {
			this.session.stderr().close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send a part of an array.
	 * @throws TransferException if the session accepts no more input
	 */
	void send(byte[] bytes, int offset, int length) throws TransferException {
		send(() -> this.session.sendStdin(Arrays.copyOfRange(bytes, offset, offset + length)));
	}

	/**
	 * End the input.
	 * @throws TransferException if the session accepts no more input
	 */
	void endInput() throws TransferException {
		send(this.session::closeStdin);
	}

	private static void send(Runnable call) throws TransferException {
		try {
			call.run();
		}
		catch (IllegalStateException | MiosaException ex) {
			throw new TransferException(Reason.CORRUPTED, null);
		}
	}

	/**
	 * Return the output. A session that fails throws a {@link TransferException}.
	 */
	InputStream output() {
		InputStream stdout = this.session.stdout();
		return new InputStream() {

			@Override
			public int read() throws IOException {
				byte[] next = new byte[1];
				return (read(next, 0, 1) > 0) ? Byte.toUnsignedInt(next[0]) : -1;
			}

			@Override
			public int read(byte[] buffer, int offset, int length) throws IOException {
				try {
					return stdout.read(buffer, offset, length);
				}
				catch (IOException ex) {
					throw new TransferException(Reason.CORRUPTED, null);
				}
			}

		};
	}

	/**
	 * Register a callback for the failure of a script that reads stdin, because the
	 * source of the content may block.
	 */
	void onFailure(Consumer<Throwable> callback) {
		if (this.operation.script().readsStdin()) {
			this.session.exitCode().thenRun(this::finish).whenComplete((nothing, failure) -> {
				if (failure != null) {
					callback.accept((failure instanceof CompletionException) ? failure.getCause() : failure);
				}
			});
		}
	}

	/**
	 * Report progress.
	 * @param path the file that is transferred, relative to the directory that is, or the
	 * path of the operation
	 */
	void progress(String path, int files, int bytes) {
		this.files += files;
		this.bytes += bytes;
		this.listener.accept(new TransferProgress(path, this.files, this.bytes));
	}

	/**
	 * Wait for the end. The timeout of the operation limits the wait.
	 * @throws MiosaFileException if the exit code is not zero
	 * @throws MiosaException if there is no exit code
	 */
	void finish() {
		int exitCode = exitCode();
		if (exitCode == 0) {
			return;
		}
		String messages = this.session.captured(SessionStream.STDERR).text().strip();
		Reason reason = switch (exitCode) {
			case FileScript.NOT_A_FILE -> Reason.NOT_A_FILE;
			case FileScript.CORRUPTED -> Reason.CORRUPTED;
			default -> Reason.of(messages);
		};
		boolean mayHaveRun = this.operation.changes() && (exitCode == FileScript.CHANGED || reason == Reason.FAILED);
		throw new MiosaFileException(reason, this.operation.action(), this.operation.path(),
				this.session.getComputerId(), mayHaveRun, messages.isEmpty() ? null : messages, null);
	}

	private int exitCode() {
		try {
			return this.session.exitCode().join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	MiosaFileException failure(Reason reason, @Nullable Throwable cause) {
		return this.operation.failure(reason, this.session.getComputerId(), cause);
	}

	void close() {
		this.session.close();
	}

}
