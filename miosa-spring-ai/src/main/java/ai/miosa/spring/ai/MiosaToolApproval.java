package ai.miosa.spring.ai;

import java.util.concurrent.CompletionStage;

/**
 * Strategy to approve, reject or change a tool call before it runs: <pre class="code">
 * MiosaToolApproval approval = (request) -&gt; this.chat.ask("Run " + request.content() + "?")
 *     .thenApply((yes) -&gt; yes ? MiosaToolDecision.allow() : MiosaToolDecision.refuse("The user said no."));
 * </pre>
 * <p>
 * Called for {@code bash}, {@code python}, {@code start_job} and {@code kill_job}. If the decision is late, fails or is {@code null}, the call is rejected. An abandoned stage is cancelled.
 */
@FunctionalInterface
public interface MiosaToolApproval {

	/**
	 * Decide on a tool call. Called by the thread that runs the tool, which it should not
	 * block; calls may be concurrent.
	 * @param request the call
	 * @return a stage that completes with the decision
	 */
	CompletionStage<MiosaToolDecision> review(MiosaToolRequest request);

}
