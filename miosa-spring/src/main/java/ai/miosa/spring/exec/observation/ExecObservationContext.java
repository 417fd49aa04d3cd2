package ai.miosa.spring.exec.observation;

import java.util.Locale;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Context of an observed execution. It contains the command, its environment and its
 * output for conventions and filters that need them; the default convention ignores them.
 * If tracing is enabled, a carrier that is set before the start receives the trace
 * context.
 */
public class ExecObservationContext extends SenderContext<Map<String, String>> {

	private final String kind;

	private final String computerId;

	private final String content;

	private final Map<String, String> env;

	private volatile @Nullable Outcome outcome;

	private volatile @Nullable Integer exitCode;

	private volatile @Nullable String output;

	private volatile @Nullable String requestId;

	/**
	 * Create a context for an execution that is about to start.
	 * @param kind {@code bash}, {@code python}, {@code spawn}, or {@code job} for a wait
	 * for the end of a job
	 * @param computerId the computer it runs on
	 * @param content the command or code, empty for a job
	 * @param env the environment variables of the command, including those from the
	 * defaults
	 */
	public ExecObservationContext(String kind, String computerId, String content, Map<String, String> env) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		}, Kind.CLIENT);
		this.kind = kind;
		this.computerId = computerId;
		this.content = content;
		this.env = env;
	}

	/**
	 * Return the kind of execution.
	 * @return {@code bash}, {@code python}, {@code spawn}, or {@code job} for a wait for
	 * the end of a job
	 */
	public String getExecKind() {
		return this.kind;
	}

	/**
	 * Return the computer it runs on.
	 * @return the computer's id
	 */
	public String getComputerId() {
		return this.computerId;
	}

	/**
	 * Return the command or code.
	 * @return the text as the caller gave it, empty for a job
	 */
	public String getContent() {
		return this.content;
	}

	/**
	 * Return the environment variables of the command, including those from the defaults.
	 * @return the variables
	 */
	public Map<String, String> getEnv() {
		return this.env;
	}

	/**
	 * Return how the execution ended.
	 * @return the outcome, or {@code null} while it runs
	 */
	public @Nullable Outcome getOutcome() {
		return this.outcome;
	}

	/**
	 * Return the exit code.
	 * @return the exit code, or {@code null} if none was received
	 */
	public @Nullable Integer getExitCode() {
		return this.exitCode;
	}

	/**
	 * Return the output of a one-shot execution.
	 * @return the output, or {@code null} if there is none
	 */
	public @Nullable String getOutput() {
		return this.output;
	}

	/**
	 * Return the request id.
	 * @return the id, or {@code null} if the server sent none
	 */
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	/**
	 * Set the result of an execution that ended with an exit code.
	 * @param exitCode the exit code
	 * @param output the output of a one-shot execution
	 * @param requestId the request id, if the server sent one
	 */
	public void setResult(int exitCode, @Nullable String output, @Nullable String requestId) {
		this.exitCode = exitCode;
		this.output = output;
		this.requestId = requestId;
		this.outcome = (exitCode == 0) ? Outcome.SUCCESS : Outcome.FAILURE;
	}

	/**
	 * Set the outcome of an execution that ended without an exit code.
	 * @param outcome the outcome
	 * @param requestId the request id, if the server sent one
	 */
	public void setFailure(Outcome outcome, @Nullable String requestId) {
		this.outcome = outcome;
		this.requestId = requestId;
	}

	/**
	 * How an execution ended.
	 */
	public enum Outcome {

		/**
		 * The exit code is 0.
		 */
		SUCCESS,

		/**
		 * The exit code is not 0.
		 */
		FAILURE,

		/**
		 * The call failed.
		 */
		ERROR,

		/**
		 * The time limit of the client or the server expired.
		 */
		TIMEOUT,

		/**
		 * The caller cancelled the call or closed the session.
		 */
		CANCELLED,

		/**
		 * A session ended without an exit code.
		 */
		LOST;

		/**
		 * Return the name in lower case, as it appears in tags.
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
