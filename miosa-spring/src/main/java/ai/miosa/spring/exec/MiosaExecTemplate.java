package ai.miosa.spring.exec;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Template that runs commands on MIOSA computers and waits for their results:
 *
 * <pre class="code">
 * ExecResult result = miosa.bash("cmp_123", "uname -a");
 * if (result.isSuccess()) {
 *     logger.info(result.output());
 * }
 * </pre>
 *
 * Safe for use by many threads, virtual ones included. Every wait is bounded, as
 * {@link MiosaExecOperations} says.
 */
public class MiosaExecTemplate implements MiosaExecOperations {

	private final ReactiveMiosaExecOperations reactive;

	/**
	 * Create a template that waits for the results of a reactive one.
	 * @param reactive the reactive operations
	 */
	public MiosaExecTemplate(ReactiveMiosaExecOperations reactive) {
		this.reactive = reactive;
	}

	@Override
	public ExecResult bash(String computerId, String command, ExecOptions options) {
		return BlockingCall.await("MiosaExecTemplate.bash", computerId,
				this.reactive.bash(computerId, command, options));
	}

	@Override
	public ExecResult python(String computerId, String code, ExecOptions options) {
		return BlockingCall.await("MiosaExecTemplate.python", computerId,
				this.reactive.python(computerId, code, options));
	}

	@Override
	public MiosaSession spawn(String computerId, String command, SessionOptions options) {
		return BlockingCall.await("MiosaExecTemplate.spawn", computerId,
				this.reactive.spawn(computerId, command, options));
	}

	@Override
	public ComputerStatus status(String computerId) {
		return BlockingCall.await("MiosaExecTemplate.status", computerId, this.reactive.status(computerId));
	}

	@Override
	public ComputerStatus waitUntilReady(String computerId, Duration timeout) {
		return BlockingCall.await("MiosaExecTemplate.waitUntilReady", computerId,
				this.reactive.waitUntilReady(computerId, timeout));
	}

	@Override
	public MiosaComputer computer(String computerId) {
		return new DefaultMiosaComputer(this, computerId);
	}

	@Override
	public MiosaComputer computer() {
		return computer(this.reactive.computer().getId());
	}

	/**
	 * Return a builder with everything of this template, for one that acts with another
	 * key, tenant, default computer or default options. The two share connections,
	 * threads, meters and the registry of sessions, so a template can be derived for each
	 * request.
	 * @return the builder
	 * @throws IllegalStateException if this template does not stand on a
	 * {@link ReactiveMiosaExecTemplate}
	 */
	public Builder mutate() {
		Assert.state(this.reactive instanceof ReactiveMiosaExecTemplate,
				"Only a template on top of a ReactiveMiosaExecTemplate can be mutated");
		return new Builder(((ReactiveMiosaExecTemplate) this.reactive).mutate());
	}

	/**
	 * Builder of a derived {@link MiosaExecTemplate}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final ReactiveMiosaExecTemplate.Builder reactive;

		private Builder(ReactiveMiosaExecTemplate.Builder reactive) {
			this.reactive = reactive;
		}

		/**
		 * Set the API to use.
		 * @param endpoint the API, with the credentials for it
		 * @return this builder
		 */
		public Builder endpoint(MiosaEndpoint endpoint) {
			this.reactive.endpoint(endpoint);
			return this;
		}

		/**
		 * Set the API key.
		 * @param apiKey the key
		 * @return this builder
		 * @throws IllegalArgumentException if the key is blank or has characters that no
		 * key has
		 */
		public Builder apiKey(String apiKey) {
			this.reactive.apiKey(apiKey);
			return this;
		}

		/**
		 * Set the organization to act in.
		 * @param tenant the organization, or {@code null} for the key's own
		 * @return this builder
		 * @throws IllegalArgumentException if the tenant is blank or has characters that
		 * no header can carry
		 */
		public Builder tenant(@Nullable String tenant) {
			this.reactive.tenant(tenant);
			return this;
		}

		/**
		 * Set the computer that {@link MiosaExecTemplate#computer()} returns.
		 * @param computerId the computer's id, or {@code null} for none
		 * @return this builder
		 */
		public Builder computerId(@Nullable String computerId) {
			this.reactive.computerId(computerId);
			return this;
		}

		/**
		 * Set the options that executions build upon.
		 * @param defaults the default options, in place of those there were
		 * @return this builder
		 */
		public Builder defaults(ExecOptions defaults) {
			this.reactive.defaults(defaults);
			return this;
		}

		/**
		 * Set the options that sessions build upon.
		 * @param sessionDefaults the default options, in place of those there were
		 * @return this builder
		 */
		public Builder sessionDefaults(SessionOptions sessionDefaults) {
			this.reactive.sessionDefaults(sessionDefaults);
			return this;
		}

		/**
		 * Build the template.
		 * @return the template
		 */
		public MiosaExecTemplate build() {
			return new MiosaExecTemplate(this.reactive.build());
		}

	}

}
