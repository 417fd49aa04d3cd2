package ai.miosa.spring.ai;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.text.CommandChecks;

/**
 * Decision of a {@link MiosaToolApproval}. Immutable.
 */
public final class MiosaToolDecision {

	private static final MiosaToolDecision ALLOW = new MiosaToolDecision(null, null);

	private final @Nullable String refusal;

	private final @Nullable String content;

	private MiosaToolDecision(@Nullable String refusal, @Nullable String content) {
		this.refusal = refusal;
		this.content = content;
	}

	/**
	 * Allow the call.
	 * @return the decision
	 */
	public static MiosaToolDecision allow() {
		return ALLOW;
	}

	/**
	 * Allow the call with another command, code or job id. The model is told that it was
	 * changed, but not to what.
	 * @param content the content to run
	 * @return the decision
	 * @throws IllegalArgumentException if the content is blank or contains NUL
	 */
	public static MiosaToolDecision allowChanged(String content) {
		CommandChecks.checkText(content, "The changed content");
		return new MiosaToolDecision(null, content);
	}

	/**
	 * Reject the call.
	 * @param reason the reason, which is shown to the model
	 * @return the decision
	 */
	public static MiosaToolDecision refuse(String reason) {
		CommandChecks.checkText(reason, "The reason");
		return new MiosaToolDecision(reason, null);
	}

	/**
	 * Return why the call is rejected.
	 * @return the reason, or {@code null} if it is allowed
	 */
	public @Nullable String getRefusal() {
		return this.refusal;
	}

	/**
	 * Return the command, code or job id that replaces the model's.
	 * @return the content, or {@code null} if it is not changed
	 */
	public @Nullable String getContent() {
		return this.content;
	}

	/**
	 * Return the kind of the decision. Omits reason and content.
	 */
	@Override
	public String toString() {
		if (this.refusal != null) {
			return "MiosaToolDecision[refuse]";
		}
		return (this.content != null) ? "MiosaToolDecision[allow changed]" : "MiosaToolDecision[allow]";
	}

}
