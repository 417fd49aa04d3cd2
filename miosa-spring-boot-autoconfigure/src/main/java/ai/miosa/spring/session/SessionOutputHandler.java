package ai.miosa.spring.session;

/**
 * Receive a command's output as it arrives. Called by one thread at a time, in the order
 * of arrival; every call has returned before the exit code is known. A handler that
 * blocks holds the computer's output back. A handler that throws ends the session, and
 * the failure is the cause of the {@link MiosaSessionLostException}.
 */
@FunctionalInterface
public interface SessionOutputHandler {

	/**
	 * Receive a piece of output.
	 * @param output the output
	 * @throws Exception to end the session
	 */
	void onOutput(SessionOutput output) throws Exception;

}
