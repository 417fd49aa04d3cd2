package ai.miosa.spring.session.client;

import org.jspecify.annotations.Nullable;

/**
 * A listener for the end of a session. Internal.
 */
@FunctionalInterface
public interface SessionEndListener {

	/**
	 * Take note of the end of a session, where blocking holds back nothing but the
	 * session's own continuations.
	 * @param exitCode the exit code, or {@code null} if there is none
	 * @param failure why there is no exit code, or {@code null} if there is one
	 */
	void ended(@Nullable Integer exitCode, @Nullable Throwable failure);

}
