package ai.miosa.spring.api;

import org.jspecify.annotations.Nullable;

/**
 * Description of a call, for the messages of its failures.
 *
 * @param action what is attempted, such as {@code bash}
 * @param computerId the computer that is addressed, or {@code null} if there is none
 * @param timeLimit what limits the time it takes and how to change that, or an empty text
 */
public record ApiCall(String action, @Nullable String computerId, String timeLimit) {

	/**
	 * Create a description of a call without a time limit.
	 * @param action what is attempted
	 * @param computerId the computer that is addressed, or {@code null} if there is none
	 */
	public ApiCall(String action, @Nullable String computerId) {
		this(action, computerId, "");
	}

}
