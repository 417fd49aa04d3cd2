package ai.miosa.spring.session;

/**
 * Handler of a command's output as it arrives. Called by one thread at a time, in the
 * order of arrival; every call has returned before the exit code is completed. A handler
 * that blocks applies back-pressure to its own session only. An exception ends the
 * session and becomes the cause of the {@link MiosaSessionLostException}.
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
	 * Return whether this handler never blocks, so that it may be called on an event
	 * loop.
	 * @return whether it never blocks, {@code false} by default
	 */
	default boolean isNonBlocking() {
		return false;
	}

	/**
	 * Declare that a handler never blocks. It is called on the event loop that reads the
	 * connection, at the lowest cost and without the context of the code that opened the
	 * session; if it blocks nevertheless, it delays other sessions.
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
