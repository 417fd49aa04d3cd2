package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.ai.MiosaToolApproval.Request;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;

/**
 * Admits or rejects tool calls: by the rate of a conversation, the number of jobs on a
 * computer, and the application's approval.
 */
final class ToolAdmission {

	private static final Log logger = LogFactory.getLog(MiosaTools.class);

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final MiosaExecOperations operations;

	private final MiosaJobs jobs;

	private final ToolSettings settings;

	// For each conversation, the time from which its calls so far no longer count
	private final Map<String, Long> calls = new Recent<>();

	// For each computer, the number of jobs that may be running, of those started here
	private final Map<String, Long> running = new Recent<>();

	ToolAdmission(MiosaExecOperations operations, MiosaJobs jobs, ToolSettings settings) {
		this.operations = operations;
		this.jobs = jobs;
		this.settings = settings;
	}

	/**
	 * Admit a call unless its conversation has made too many. Without a conversation,
	 * there is no limit.
	 * @return the id of the computer that the application has chosen for it
	 */
	String admit(ToolCall call) {
		String computerId = call.context(MiosaTools.COMPUTER_ID);
		String conversationId = call.context(MiosaTools.CONVERSATION_ID);
		if (conversationId != null) {
			count(conversationId, System.nanoTime());
		}
		return (computerId != null) ? computerId : this.operations.computer().getId();
	}

	void count(String conversationId, long now) {
		int max = this.settings.maxCallsPerMinute();
		synchronized (this.calls) {
			Long paid = this.calls.get(conversationId);
			long next = ((paid != null && paid - now > 0) ? paid : now) + MINUTE / max;
			if (next - now > MINUTE) {
				long seconds = TimeUnit.NANOSECONDS.toSeconds(next - now - MINUTE) + 1;
				throw ToolFailedException.rejected("this conversation has made " + max
						+ " tool calls within a minute. Try again in " + seconds + " seconds.");
			}
			this.calls.put(conversationId, next);
		}
	}

	/**
	 * Check the number of jobs that run on a computer. It is requested from the computer
	 * only if the number of those started here may have reached the limit.
	 */
	void checkRunning(String computerId) {
		int max = this.settings.maxJobs();
		synchronized (this.running) {
			if (this.running.getOrDefault(computerId, 0L) < max) {
				return;
			}
		}
		long count = this.jobs.list(computerId)
			.stream()
			.filter((status) -> status.jobId().startsWith(CommandTool.ID_PREFIX) && !status.isEnded())
			.count();
		synchronized (this.running) {
			this.running.put(computerId, count);
		}
		if (count >= max) {
			throw ToolFailedException
				.rejected(count + " jobs are running, and no more are allowed. Wait for one to end, or kill one.");
		}
	}

	/**
	 * Count a job that continues to run.
	 */
	void started(String computerId) {
		synchronized (this.running) {
			this.running.merge(computerId, 1L, Long::sum);
		}
	}

	/**
	 * Request the approval.
	 * @return the content to run, the same instance if it was not changed
	 */
	String approve(ToolCall call, String computerId, String content) {
		MiosaToolApproval approval = this.settings.approval();
		if (approval == null) {
			return content;
		}
		Request request = new Request(call.tool().getName(), computerId, content, call.context());
		Duration timeout = call.shorten(this.settings.approvalTimeout(), Duration.ZERO);
		Decision decision = await(approval, request, timeout);
		if (decision.getRejection() != null) {
			throw ToolFailedException.rejected("the call was rejected. " + decision.getRejection());
		}
		return (decision.getContent() != null) ? ToolArguments.check(decision.getContent(), "The command") : content;
	}

	private Decision await(MiosaToolApproval approval, Request request, Duration timeout) {
		CompletableFuture<Decision> stage = null;
		long start = System.nanoTime();
		try {
			stage = approval.review(request).toCompletableFuture();
			long left = timeout.toNanos() - (System.nanoTime() - start);
			Decision decision = stage.get(Math.max(0, left), TimeUnit.NANOSECONDS);
			// A decision that is already available is returned regardless of the timeout
			return (left <= 0) ? late() : (decision != null) ? decision : undecided();
		}
		catch (TimeoutException ex) {
			return late();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MiosaException("The approval of " + request.tool() + " was interrupted", request.computerId(),
					false, ex);
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

	private static Decision late() {
		return Decision.reject("No approval was given in time.");
	}

	private static Decision undecided() {
		return Decision.reject("The approval could not be given.");
	}

	/**
	 * Values of the keys that were used most recently.
	 */
	private static final class Recent<V> extends LinkedHashMap<String, V> {

		private static final int MAX_SIZE = 10_000;

		Recent() {
			super(16, 0.75f, true);
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
			return size() > MAX_SIZE;
		}

	}

}
