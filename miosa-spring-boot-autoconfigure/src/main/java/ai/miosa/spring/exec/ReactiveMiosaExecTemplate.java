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
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.ApiConnections;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * Run commands on MIOSA computers without blocking. Built by {@link #builder}; safe for
 * use by many threads.
 */
public class ReactiveMiosaExecTemplate implements ReactiveMiosaExecOperations, AutoCloseable {

	private final ApiConnections connections;

	private final ApiClient client;

	private final ExecObserver observer;

	private final ExecRetry retry;

	private final ExecOptions defaults;

	private final Duration gracePeriod;

	private final @Nullable String computerId;

	private final @Nullable MiosaSessionClient sessions;

	/**
	 * Create a template.
	 * @param builder what it is to be like
	 */
	protected ReactiveMiosaExecTemplate(Builder builder) {
		this.connections = new ApiConnections(builder.maxConnections);
		this.client = new ApiClient(builder.webClientBuilder, builder.endpoint, builder.maxOutputSize,
				this.connections);
		this.observer = new ExecObserver(builder.observationRegistry, builder.observationConvention,
				builder.propagateTraceContext);
		this.retry = new ExecRetry(builder.maxAttempts, builder.maxRetryWait);
		this.defaults = builder.defaults;
		this.gracePeriod = builder.gracePeriod;
		this.computerId = builder.computerId;
		this.sessions = builder.sessions;
	}

	/**
	 * Start to build a template.
	 * @param webClientBuilder the builder of the client to use. Its connector must
	 * neither follow redirects nor send a request again on its own, which some connectors
	 * do unless told otherwise: a command could run twice, or the key reach another host
	 * @param endpoint the API to use
	 * @return a new builder
	 */
	public static Builder builder(WebClient.Builder webClientBuilder, MiosaEndpoint endpoint) {
		return new Builder(webClientBuilder, endpoint);
	}

	@Override
	public Mono<ExecResult> bash(String computerId, String command, ExecOptions options) {
		return exec(new ExecRequest(ExecKind.BASH, computerId, command, options.over(this.defaults)));
	}

	@Override
	public Mono<ExecResult> python(String computerId, String code, ExecOptions options) {
		return exec(new ExecRequest(ExecKind.PYTHON, computerId, code, options.over(this.defaults)));
	}

	@Override
	public Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options) {
		MiosaSessionClient sessions = this.sessions;
		Assert.state(sessions != null,
				"Sessions need spring-websocket, jakarta.websocket-client-api, netty-codec-http and netty-handler-proxy on the class path");
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(command, "The command");
		return this.observer.observeSession(computerId, command, options.getEnv(),
				(traceEnv) -> sessions
					.open(computerId, command, sessions.carriesEnv() ? withEnv(options, traceEnv) : options)
					.retryWhen(this.retry));
	}

	private static SessionOptions withEnv(SessionOptions options, Map<String, String> env) {
		return options.withDefaults(SessionOptions.builder().env(env).build());
	}

	@Override
	public Mono<String> status(String computerId) {
		CommandChecks.checkComputerId(computerId);
		ApiCall call = new ApiCall("status", computerId);
		return this.client.get(call, this.gracePeriod, "/computers/{id}", computerId).map((response) -> {
			String status = response.unwrap("data").text("status");
			if (status == null) {
				throw response.malformed("a response without a status");
			}
			return status;
		});
	}

	@Override
	public Mono<Void> checkAccess() {
		// The cheapest call that needs a good key
		return this.client.get(new ApiCall("check of the API key", null), this.gracePeriod, "/computers?per_page=1")
			.then();
	}

	@Override
	public ReactiveMiosaComputer computer(String computerId) {
		return new ReactiveMiosaComputer(this, computerId);
	}

	@Override
	public ReactiveMiosaComputer computer() {
		Assert.state(this.computerId != null,
				"There is no default computer: set miosa.computer-id, or name the computer in the call");
		return computer(this.computerId);
	}

	/**
	 * Return how often a command was sent again.
	 * @param reason why it was sent again
	 * @return the number of times since this template was built
	 */
	public long getRetries(RetryReason reason) {
		return this.retry.count(reason);
	}

	/**
	 * Give up the calls under way. Later calls fail at once.
	 */
	@Override
	public void close() {
		this.connections.close();
	}

	private Mono<ExecResult> exec(ExecRequest request) {
		Duration deadline = request.timeout().plus(this.gracePeriod);
		return this.observer.observe(request, (traceEnv) -> this.client
			.post(request.call(), request.body(traceEnv), deadline, request.kind().uriTemplate(), request.computerId())
			.map(ExecResultReader::read)
			.retryWhen(this.retry));
	}

	/**
	 * Builds a {@link ReactiveMiosaExecTemplate}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final WebClient.Builder webClientBuilder;

		private final MiosaEndpoint endpoint;

		private ExecOptions defaults = ExecOptions.none();

		private Duration gracePeriod = Duration.ofSeconds(10);

		private int maxOutputSize = (int) DataSize.ofMegabytes(16).toBytes();

		private int maxConnections = 256;

		private int maxAttempts = 3;

		private Duration maxRetryWait = Duration.ofSeconds(30);

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private @Nullable ExecObservationConvention observationConvention;

		private boolean propagateTraceContext;

		private @Nullable String computerId;

		private @Nullable MiosaSessionClient sessions;

		private Builder(WebClient.Builder webClientBuilder, MiosaEndpoint endpoint) {
			this.webClientBuilder = webClientBuilder;
			this.endpoint = endpoint;
		}

		/**
		 * Set the options that calls build upon.
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
		 * their time.
		 * @param maxConnections the largest number, 256 by default
		 * @return this builder
		 */
		public Builder maxConnections(int maxConnections) {
			Assert.isTrue(maxConnections > 0, "The number of connections must be positive");
			this.maxConnections = maxConnections;
			return this;
		}

		/**
		 * Set how a command is sent again that is known not to have run.
		 * @param maxAttempts how often to send it at the most, 3 by default, 1 for never
		 * again
		 * @param maxWait the longest wait in between, 30 seconds by default; if the
		 * server asks for more, the failure is reported at once
		 * @return this builder
		 */
		public Builder retry(int maxAttempts, Duration maxWait) {
			Assert.isTrue(maxAttempts > 0, "The number of attempts must be positive");
			Assert.isTrue(!maxWait.isNegative(), "The longest wait must not be negative");
			this.maxAttempts = maxAttempts;
			this.maxRetryWait = maxWait;
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
		 * Build the template.
		 * @return the template
		 */
		public ReactiveMiosaExecTemplate build() {
			return new ReactiveMiosaExecTemplate(this);
		}

	}

}
