package ai.miosa.spring.api;

import org.jspecify.annotations.Nullable;

/**
 * Description of a call, for the messages of its failures.
 *
 * @param action what is attempted, such as {@code bash}
 * @param computerId the computer that is addressed, or {@code null} if there is none
 * @param timeLimit a text for timeouts, which names the time limit and how to change it,
 * or an empty text
 * @param safe whether it changes nothing on the server, so that it can be repeated
 */
public record ApiCall(String action, @Nullable String computerId, String timeLimit, boolean safe) {

	/**
	 * Create a description of a call that may change something.
	 * @param action what is attempted
	 * @param computerId the computer that is addressed, or {@code null} if there is none
	 * @param timeLimit a text for timeouts, or an empty text
	 */
	public ApiCall(String action, @Nullable String computerId, String timeLimit) {
		this(action, computerId, timeLimit, false);
	}

	/**
	 * Create a description of a call without a time limit.
	 * @param action what is attempted
	 * @param computerId the computer that is addressed, or {@code null} if there is none
	 */
	public ApiCall(String action, @Nullable String computerId) {
		this(action, computerId, "");
	}

	/**
	 * Return the description of a call that changes nothing.
	 */
	ApiCall asSafe() {
		return new ApiCall(this.action, this.computerId, this.timeLimit, true);
	}

}
