package ai.miosa.spring.file;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * One operation on a file of a computer.
 *
 * @param <T> the type of the result
 * @param action what it does, for messages
 * @param changes whether it changes something on the computer
 * @param script the script that the computer runs
 * @param path the path as given by the caller
 * @param arguments the arguments of the script
 * @param work the work to do with the session
 */
record FileOperation<T extends @Nullable Object>(String action, boolean changes, FileScript script, String path,
		List<String> arguments, Work<T> work) {

	/**
	 * Do the work. The session is left open.
	 */
	T run(FileSession session) {
		try {
			return this.work.run(session);
		}
		catch (TransferException ex) {
			if (ex.getReason() == Reason.CORRUPTED) {
				session.finish();
			}
			throw session.failure(ex.getReason(), ex.getCause());
		}
		catch (IOException ex) {
			throw session.failure(Reason.LOCAL, ex);
		}
	}

	/**
	 * Return a failure after which nothing has changed on the computer.
	 */
	MiosaFileException failure(Reason reason, String computerId, @Nullable Throwable cause) {
		return new MiosaFileException(reason, this.action, this.path, computerId, false, null, cause);
	}

	/**
	 * Work to do with a session. An {@link IOException} comes from a local file or a
	 * stream of the caller, or is a {@link TransferException}.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object> {

		T run(FileSession session) throws IOException;

	}

}
