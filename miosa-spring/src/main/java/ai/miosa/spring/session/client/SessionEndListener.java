package ai.miosa.spring.session.client;

import org.jspecify.annotations.Nullable;

/**
 * Listener for the end of a session. Internal.
 */
@FunctionalInterface
public interface SessionEndListener {

	/**
	 * Receive the end of a session. Blocking delays only the continuations of the
	 * session.
	 * @param exitCode the exit code, or {@code null} if there is none
	 * @param failure why there is no exit code, or {@code null} if there is one
	 */
	void ended(@Nullable Integer exitCode, @Nullable Throwable failure);

}
