package ai.miosa.spring.ai;

import java.util.concurrent.CompletionStage;

/**
 * A say over what a language model runs: <pre class="code">
 * MiosaToolApproval approval = (request) -&gt; this.chat.ask("Run " + request.content() + "?")
 *     .thenApply((yes) -&gt; yes ? MiosaToolDecision.allow() : MiosaToolDecision.refuse("The user said no."));
 * </pre>
 * <p>
 * Asked before anything runs: for {@code bash}, {@code python}, {@code start_job} and
 * {@code kill_job}. A decision that does not come in time, that fails, or that is
 * {@code null} is a refusal; a stage that is not awaited any longer is cancelled.
 */
@FunctionalInterface
public interface MiosaToolApproval {

	/**
	 * Decide on a tool call. Called by the thread that runs the tool; many calls may be
	 * under way at once.
	 * @param request the call
	 * @return the decision to come
	 */
	CompletionStage<MiosaToolDecision> review(MiosaToolRequest request);

}
