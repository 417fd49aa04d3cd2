package ai.miosa.spring.session;

/**
 * A receiver of a command's output as it arrives. Called by one thread at a time, in the
 * order of arrival; every call has returned before the exit code is known. A handler that
 * blocks holds its own session's output back and no other's. A handler that throws ends
 * the session, and the failure is the cause of the {@link MiosaSessionLostException}.
 */
@FunctionalInterface
public interface SessionOutputHandler {

	/**
	 * Receive a piece of output.
	 * @param output the output
	 * @throws Exception to end the session
	 */
	void onOutput(SessionOutput output) throws Exception;

	/**
	 * Return whether this handler never blocks, so that it may be called right where
	 * output arrives.
	 * @return whether it never blocks, {@code false} by default
	 */
	default boolean isNonBlocking() {
		return false;
	}

	/**
	 * Declare that a handler never blocks. It is called on the event loop that reads the
	 * connection, which is the lowest cost there is; one that blocks all the same holds
	 * back other sessions, too.
	 * @param handler the handler
	 * @return the same handler, declared non-blocking
	 */
	static SessionOutputHandler nonBlocking(SessionOutputHandler handler) {
		return new SessionOutputHandler() {

			@Override
			public void onOutput(SessionOutput output) throws Exception {
				handler.onOutput(output);
			}

			@Override
			public boolean isNonBlocking() {
				return true;
			}

		};
	}

}
