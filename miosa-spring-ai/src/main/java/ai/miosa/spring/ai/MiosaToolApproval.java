package ai.miosa.spring.ai;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;

import ai.miosa.spring.text.CommandChecks;

/**
 * Strategy to approve, reject or change a tool call before it runs: <pre class="code">
 * MiosaToolApproval approval = (request) -&gt; this.chat.ask("Run " + request.content() + "?")
 *     .thenApply((yes) -&gt; yes ? Decision.allow() : Decision.reject("The user said no."));
 * </pre>
 * <p>
 * Called for {@code bash}, {@code python}, {@code start_job} and {@code kill_job}. If the
 * decision is late, fails or is {@code null}, the call is rejected. An abandoned stage is
 * cancelled.
 */
@FunctionalInterface
public interface MiosaToolApproval {

	/**
	 * Decide on a tool call. Called by the thread that runs the tool, which it should not
	 * block; calls may be concurrent.
	 * @param request the call
	 * @return a stage that completes with the decision
	 */
	CompletionStage<Decision> review(Request request);

	/**
	 * A tool call that waits for approval.
	 *
	 * @param tool the tool's name, such as {@code bash}
	 * @param computerId the computer it would run on
	 * @param content the command, the python code, or the id of the job to kill
	 * @param toolContext the tool context of the application, if any
	 */
	record Request(String tool, String computerId, String content, @Nullable ToolContext toolContext) {

		/**
		 * Return the tool and the computer. Omits the content.
		 */
		@Override
		public String toString() {
			return "Request[tool=" + this.tool + ", computerId=" + this.computerId + "]";
		}

	}

	/**
	 * The decision on a tool call. Immutable.
	 */
	final class Decision {

		private static final Decision ALLOW = new Decision(null, null);

		private final @Nullable String rejection;

		private final @Nullable String content;

		private Decision(@Nullable String rejection, @Nullable String content) {
			this.rejection = rejection;
			this.content = content;
		}

		/**
		 * Allow the call.
		 * @return the decision
		 */
		public static Decision allow() {
			return ALLOW;
		}

		/**
		 * Allow the call with another command, code or job id. The model learns that it
		 * was changed, but not how.
		 * @param content the content to run
		 * @return the decision
		 * @throws IllegalArgumentException if the content is blank or contains NUL
		 */
		public static Decision allowChanged(String content) {
			CommandChecks.checkText(content, "The changed content");
			return new Decision(null, content);
		}

		/**
		 * Reject the call.
		 * @param reason the reason, which is shown to the model
		 * @return the decision
		 */
		public static Decision reject(String reason) {
			CommandChecks.checkText(reason, "The reason");
			return new Decision(reason, null);
		}

		/**
		 * Return why the call is rejected.
		 * @return the reason, or {@code null} if it is allowed
		 */
		public @Nullable String getRejection() {
			return this.rejection;
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
			if (this.rejection != null) {
				return "Decision[reject]";
			}
			return (this.content != null) ? "Decision[allow changed]" : "Decision[allow]";
		}

	}

}
