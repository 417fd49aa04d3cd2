package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.Map;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.ApiConnections;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * Template that runs commands on MIOSA computers without blocking. Built by
 * {@link #builder}; safe for use by many threads.
 */
public class ReactiveMiosaExecTemplate implements ReactiveMiosaExecOperations, AutoCloseable {

	private final ApiConnections connections;

	private final boolean ownsConnections;

	private final Builder settings;

	private final ApiClient client;

	private final ExecObserver observer;

	private final ExecRetry retry;

	private final ComputerClient computers;

	/**
	 * Create a template.
	 * @param builder the configuration of the template
	 */
	protected ReactiveMiosaExecTemplate(Builder builder) {
		this.ownsConnections = builder.connections == null;
		this.connections = (builder.connections != null) ? builder.connections
				: new ApiConnections(builder.maxConnections);
		this.settings = new Builder(builder);
		this.settings.connections = this.connections;
		this.client = new ApiClient(builder.webClientBuilder, builder.endpoint, builder.maxOutputSize,
				this.connections);
		this.observer = new ExecObserver(builder.observationRegistry, builder.observationConvention,
				builder.propagateTraceContext);
		this.retry = new ExecRetry(builder.maxAttempts, builder.maxRetryWait, builder.maxRetryElapsed,
				builder.retryCounts);
		this.computers = new ComputerClient(this.client, builder.gracePeriod);
	}

	/**
	 * Return a builder.
	 * @param webClientBuilder the builder of the client to use. Its connector must
	 * neither follow redirects nor send a request again on its own, which some connectors
	 * do unless told otherwise: a command could run twice, or the key reach another host
	 * @param endpoint the API to use
	 * @return the builder
	 */
	public static Builder builder(WebClient.Builder webClientBuilder, MiosaEndpoint endpoint) {
		return new Builder(webClientBuilder, endpoint);
	}

	/**
	 * Return a builder with everything of this template, for one that acts with another
	 * key, tenant, default computer or default options. The two share connections,
	 * threads, meters and the registry of sessions, so a template can be derived for each
	 * request.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder(this.settings);
	}

	@Override
	public Mono<ExecResult> bash(String computerId, String command, ExecOptions options) {
		return exec(ExecKind.BASH, computerId, command, options);
	}

	@Override
	public Mono<ExecResult> python(String computerId, String code, ExecOptions options) {
		return exec(ExecKind.PYTHON, computerId, code, options);
	}

	private Mono<ExecResult> exec(ExecKind kind, String computerId, String text, ExecOptions options) {
		Execution execution = new Execution(kind, computerId, text, options.withDefaults(this.settings.defaults));
		Duration deadline = execution.timeout().plus(this.settings.gracePeriod);
		return this.observer.observe(execution, (traceEnv) -> this.client
			.post(execution.call(), execution.body(traceEnv), deadline, execution.route().uriTemplate(), computerId)
			.map((response) -> ExecResultReader.read(execution, response))
			.retryWhen(this.retry));
	}

	@Override
	public Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options) {
		MiosaSessionClient sessions = this.settings.sessions;
		Assert.state(sessions != null,
				"Sessions need spring-websocket, jakarta.websocket-client-api, netty-codec-http and netty-handler-proxy on the class path");
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(command, "The command");
		SessionOptions merged = options.withDefaults(sessions.getDefaultOptions());
		return this.observer.observeSession(computerId, command, merged.getEnv(),
				(traceEnv, onEnd) -> sessions
					.open(computerId, command, sessions.carriesEnv() ? withEnv(merged, traceEnv) : merged, onEnd)
					.retryWhen(this.retry));
	}

	private static SessionOptions withEnv(SessionOptions options, Map<String, String> env) {
		return env.isEmpty() ? options : options.withDefaults(SessionOptions.builder().env(env).build());
	}

	@Override
	public Mono<ComputerStatus> status(String computerId) {
		return this.computers.status(computerId);
	}

	@Override
	public Mono<ComputerStatus> waitUntilReady(String computerId, Duration timeout) {
		return this.computers.waitUntilReady(computerId, timeout);
	}

	@Override
	public Mono<Void> checkAccess() {
		return this.computers.checkAccess();
	}

	@Override
	public ReactiveMiosaComputer computer(String computerId) {
		return new DefaultReactiveMiosaComputer(this, computerId);
	}

	@Override
	public ReactiveMiosaComputer computer() {
		Assert.state(this.settings.computerId != null,
				"There is no default computer: set miosa.computer-id, or name the computer in the call");
		return computer(this.settings.computerId);
	}

	/**
	 * Return the id of the default computer.
	 * @return the id, or {@code null} if there is none
	 */
	public @Nullable String getComputerId() {
		return this.settings.computerId;
	}

	/**
	 * Return how often a command was sent again by this template and those that it shares
	 * its meters with.
	 * @param reason why it was sent again
	 * @return the number of times
	 */
	public long getRetries(RetryReason reason) {
		return this.settings.retryCounts.get(reason);
	}

	/**
	 * Give up the calls under way. Later calls fail at once. A derived template goes on
	 * as long as the one that it is derived from.
	 */
	@Override
	public void close() {
		if (this.ownsConnections) {
			this.connections.close();
		}
	}

	/**
	 * Builder of a {@link ReactiveMiosaExecTemplate}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final WebClient.Builder webClientBuilder;

		private final RetryCounts retryCounts;

		private MiosaEndpoint endpoint;

		private ExecOptions defaults = ExecOptions.none();

		private Duration gracePeriod = Duration.ofSeconds(10);

		private int maxOutputSize = (int) DataSize.ofMegabytes(16).toBytes();

		private int maxConnections = 256;

		private int maxAttempts = 3;

		private Duration maxRetryWait = Duration.ofSeconds(30);

		private Duration maxRetryElapsed = Duration.ofMinutes(1);

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private @Nullable ExecObservationConvention observationConvention;

		private boolean propagateTraceContext;

		private @Nullable String computerId;

		private @Nullable MiosaSessionClient sessions;

		private @Nullable ApiConnections connections;

		private Builder(WebClient.Builder webClientBuilder, MiosaEndpoint endpoint) {
			this.webClientBuilder = webClientBuilder;
			this.endpoint = endpoint;
			this.retryCounts = new RetryCounts();
		}

		private Builder(Builder other) {
			this.webClientBuilder = other.webClientBuilder;
			this.retryCounts = other.retryCounts;
			this.endpoint = other.endpoint;
			this.defaults = other.defaults;
			this.gracePeriod = other.gracePeriod;
			this.maxOutputSize = other.maxOutputSize;
			this.maxConnections = other.maxConnections;
			this.connections = other.connections;
			this.maxAttempts = other.maxAttempts;
			this.maxRetryWait = other.maxRetryWait;
			this.maxRetryElapsed = other.maxRetryElapsed;
			this.observationRegistry = other.observationRegistry;
			this.observationConvention = other.observationConvention;
			this.propagateTraceContext = other.propagateTraceContext;
			this.computerId = other.computerId;
			this.sessions = other.sessions;
		}

		/**
		 * Set the API to use, for one-shot executions and sessions alike.
		 * @param endpoint the API, with the credentials for it
		 * @return this builder
		 */
		public Builder endpoint(MiosaEndpoint endpoint) {
			this.endpoint = endpoint;
			this.sessions = (this.sessions != null) ? this.sessions.mutate().endpoint(endpoint).build() : null;
			return this;
		}

		/**
		 * Set the API key, for one-shot executions and sessions alike.
		 * @param apiKey the key
		 * @return this builder
		 * @throws IllegalArgumentException if the key is blank or has characters that no
		 * key has
		 */
		public Builder apiKey(String apiKey) {
			return endpoint(this.endpoint.withApiKey(apiKey));
		}

		/**
		 * Set the organization to act in, for one-shot executions and sessions alike.
		 * @param tenant the organization, or {@code null} for the key's own
		 * @return this builder
		 * @throws IllegalArgumentException if the tenant is blank or has characters that
		 * no header can carry
		 */
		public Builder tenant(@Nullable String tenant) {
			return endpoint(this.endpoint.withTenant(tenant));
		}

		/**
		 * Set the options that executions build upon.
		 * @param defaults the default options
		 * @return this builder
		 */
		public Builder defaults(ExecOptions defaults) {
			this.defaults = defaults;
			return this;
		}

		/**
		 * Set how long to wait for the answer beyond the command's own timeout.
		 * @param gracePeriod the grace period, 10 seconds by default
		 * @return this builder
		 */
		public Builder gracePeriod(Duration gracePeriod) {
			Assert.isTrue(gracePeriod.toMillis() > 0, "The grace period must be positive");
			this.gracePeriod = gracePeriod;
			return this;
		}

		/**
		 * Set the largest response to accept. A larger one raises
		 * {@link ai.miosa.spring.MiosaOutputTooLargeException}.
		 * @param maxOutputSize the size of the JSON response, 16 MB by default, below 2
		 * GB
		 * @return this builder
		 */
		public Builder maxOutputSize(DataSize maxOutputSize) {
			Assert.isTrue(maxOutputSize.toBytes() > 0 && maxOutputSize.toBytes() <= Integer.MAX_VALUE,
					"The largest output must be positive and below 2 GB");
			this.maxOutputSize = (int) maxOutputSize.toBytes();
			return this;
		}

		/**
		 * Set how many one-shot calls may be under way at once. Further calls wait within
		 * their time. No effect on a derived template, which shares the connections.
		 * @param maxConnections the largest number, 256 by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Builder maxConnections(int maxConnections) {
			Assert.isTrue(maxConnections > 0, "The number of connections must be positive");
			this.maxConnections = maxConnections;
			return this;
		}

		/**
		 * Set how often a command is sent that is known not to have run.
		 * @param maxAttempts the number of times at the most, 3 by default, 1 to never
		 * send it again
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Builder maxAttempts(int maxAttempts) {
			Assert.isTrue(maxAttempts > 0, "The number of attempts must be positive");
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Set the longest wait before a command is sent again. If the server asks for
		 * more, the failure is reported at once.
		 * @param maxRetryWait the wait, 30 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder maxRetryWait(Duration maxRetryWait) {
			Assert.isTrue(!maxRetryWait.isNegative(), "The longest wait must not be negative");
			this.maxRetryWait = maxRetryWait;
			return this;
		}

		/**
		 * Set the time after the first attempt in which a command may be sent again. If
		 * the next attempt would begin later, the failure is reported at once.
		 * @param maxRetryElapsed the time, 1 minute by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder maxRetryElapsed(Duration maxRetryElapsed) {
			Assert.isTrue(!maxRetryElapsed.isNegative(), "The time for sending again must not be negative");
			this.maxRetryElapsed = maxRetryElapsed;
			return this;
		}

		/**
		 * Set where executions are observed.
		 * @param observationRegistry the registry, none by default
		 * @return this builder
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Set how observations are named.
		 * @param observationConvention the convention, or {@code null} for the default
		 * @return this builder
		 */
		public Builder observationConvention(@Nullable ExecObservationConvention observationConvention) {
			this.observationConvention = observationConvention;
			return this;
		}

		/**
		 * Set whether the command's environment carries the trace context, as
		 * {@code TRACEPARENT} and {@code TRACESTATE}.
		 * @param propagateTraceContext whether to propagate it, not by default
		 * @return this builder
		 */
		public Builder propagateTraceContext(boolean propagateTraceContext) {
			this.propagateTraceContext = propagateTraceContext;
			return this;
		}

		/**
		 * Set the computer that {@link ReactiveMiosaExecTemplate#computer()} returns.
		 * @param computerId the computer's id, or {@code null} for none
		 * @return this builder
		 */
		public Builder computerId(@Nullable String computerId) {
			this.computerId = computerId;
			return this;
		}

		/**
		 * Set what opens sessions.
		 * @param sessions the session client, or {@code null} to do without
		 * {@link ReactiveMiosaExecTemplate#spawn}
		 * @return this builder
		 */
		public Builder sessions(@Nullable MiosaSessionClient sessions) {
			this.sessions = sessions;
			return this;
		}

		/**
		 * Set the options that sessions build upon.
		 * @param sessionDefaults the default options, in place of those there were
		 * @return this builder
		 * @throws IllegalStateException if there is nothing that opens sessions
		 */
		public Builder sessionDefaults(SessionOptions sessionDefaults) {
			Assert.state(this.sessions != null, "There is no session client");
			this.sessions = this.sessions.mutate().defaultOptions(sessionDefaults).build();
			return this;
		}

		/**
		 * Build the template.
		 * @return the template
		 */
		public ReactiveMiosaExecTemplate build() {
			return new ReactiveMiosaExecTemplate(this);
		}

	}

}
