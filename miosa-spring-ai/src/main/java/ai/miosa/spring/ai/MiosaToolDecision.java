package ai.miosa.spring.ai;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.CommandChecks;

/**
 * The answer of a {@link MiosaToolApproval}. Immutable.
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
	 * Let the call run as it is.
	 * @return the decision
	 */
	public static MiosaToolDecision allow() {
		return ALLOW;
	}

	/**
	 * Let another command, code or job id take the place of the model's. The model is
	 * told that it was changed, not to what.
	 * @param content the content to run
	 * @return the decision
	 * @throws IllegalArgumentException if the content is blank or holds NUL
	 */
	public static MiosaToolDecision allowChanged(String content) {
		CommandChecks.checkText(content, "The changed content");
		return new MiosaToolDecision(null, content);
	}

	/**
	 * Do not let the call run.
	 * @param reason why, as the model is told
	 * @return the decision
	 */
	public static MiosaToolDecision refuse(String reason) {
		CommandChecks.checkText(reason, "The reason");
		return new MiosaToolDecision(reason, null);
	}

	/**
	 * Return why the call must not run.
	 * @return the reason, or {@code null} if it may run
	 */
	public @Nullable String getRefusal() {
		return this.refusal;
	}

	/**
	 * Return what to run in place of the model's command, code or job id.
	 * @return the content, or {@code null} for the model's own
	 */
	public @Nullable String getContent() {
		return this.content;
	}

	/**
	 * Return which of the three it is. Reason and content are left out.
	 */
	@Override
	public String toString() {
		if (this.refusal != null) {
			return "MiosaToolDecision[refuse]";
		}
		return (this.content != null) ? "MiosaToolDecision[allow changed]" : "MiosaToolDecision[allow]";
	}

}
