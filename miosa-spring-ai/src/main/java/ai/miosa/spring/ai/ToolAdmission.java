package ai.miosa.spring.ai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;

/**
 * The gate before a tool call: the number of calls and the approval.
 */
final class ToolAdmission {

	private static final Log logger = LogFactory.getLog(MiosaTools.class);

	private static final int MAX_CONVERSATIONS = 10_000;

	private final int maxCalls;

	private final ToolSettings settings;

	private final Map<String, Integer> calls = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
			return size() > MAX_CONVERSATIONS;
		}

	};

	ToolAdmission(ToolSettings settings) {
		this.settings = settings;
		this.maxCalls = settings.maxCalls();
	}

	/**
	 * Count a call.
	 * @param conversationId the conversation, or {@code null} if it is not known, in
	 * which case there is no limit
	 */
	void count(@Nullable String conversationId) {
		if (conversationId == null) {
			return;
		}
		synchronized (this.calls) {
			if (this.calls.merge(conversationId, 1, Integer::sum) > this.maxCalls) {
				throw new ToolRejectedException("Nothing was run: the " + this.maxCalls
						+ " tool calls of this conversation are used up. Answer with what you know.");
			}
		}
	}

	/**
	 * Ask for approval.
	 * @return the content to run, the same instance if it was not changed
	 */
	String approve(MiosaToolRequest request) {
		MiosaToolApproval approval = this.settings.approval();
		if (approval == null) {
			return request.content();
		}
		MiosaToolDecision decision = await(approval, request);
		if (decision.getRefusal() != null) {
			throw new ToolRejectedException("Nothing was run: the call was refused. " + decision.getRefusal());
		}
		return (decision.getContent() != null) ? decision.getContent() : request.content();
	}

	private MiosaToolDecision await(MiosaToolApproval approval, MiosaToolRequest request) {
		CompletableFuture<MiosaToolDecision> stage = null;
		try {
			stage = approval.review(request).toCompletableFuture();
			MiosaToolDecision decision = stage.get(this.settings.approvalTimeout().toMillis(), TimeUnit.MILLISECONDS);
			return (decision != null) ? decision : undecided();
		}
		catch (TimeoutException ex) {
			return MiosaToolDecision.refuse("No approval came in time.");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MiosaException("The approval of " + request.tool() + " was interrupted", null, false, ex);
		}
		catch (ExecutionException | RuntimeException ex) {
			// Its message may quote the command
			Throwable cause = (ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex;
			logger.warn("The approval of " + request + " failed with " + cause.getClass().getName());
			return undecided();
		}
		finally {
			if (stage != null) {
				stage.cancel(true);
			}
		}
	}

	private static MiosaToolDecision undecided() {
		return MiosaToolDecision.refuse("The approval could not be given.");
	}

}
