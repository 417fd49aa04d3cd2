package ai.miosa.spring.core;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.ApiConnections;
import ai.miosa.spring.api.RequestLimiter;
import ai.miosa.spring.computer.ComputerDefaults;
import ai.miosa.spring.computer.client.OwnedComputers;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.engine.RetryCounts;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * Builder of a {@link MiosaExecTemplate} or {@link ReactiveMiosaExecTemplate}, returned
 * by their {@code builder} and {@code mutate} methods. Not safe for use by many threads.
 *
 * @param <T> the type of the template
 */
public final class ExecTemplateBuilder<T> {

	private final Function<ReactiveMiosaExecTemplate, T> finisher;

	final WebClient webClient;

	final RetryCounts retryCounts;

	MiosaEndpoint endpoint;

	ExecOptions defaults = ExecOptions.none();

	Duration gracePeriod = Duration.ofSeconds(10);

	int maxOutputSize = (int) DataSize.ofMegabytes(16).toBytes();

	int maxConnections = 256;

	int maxAttempts = 3;

	Duration maxRetryWait = Duration.ofSeconds(30);

	Duration maxRetryElapsed = Duration.ofMinutes(1);

	ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	@Nullable ExecObservationConvention observationConvention;

	boolean propagateTraceContext;

	@Nullable String computerId;

	@Nullable MiosaSessionClient sessions;

	Consumer<MiosaJobs.Builder> jobs = (jobs) -> {
	};

	Function<MiosaEndpoint, RequestLimiter> requestLimiter = (endpoint) -> RequestLimiter.NONE;

	@Nullable ApiConnections connections;

	ComputerDefaults computerDefaults = ComputerDefaults.NONE;

	@Nullable OwnedComputers ownedComputers;

	ExecTemplateBuilder(WebClient.Builder webClientBuilder, MiosaEndpoint endpoint,
			Function<ReactiveMiosaExecTemplate, T> finisher) {
		this.webClient = ApiClient.webClient(webClientBuilder);
		this.endpoint = endpoint;
		this.finisher = finisher;
		this.retryCounts = new RetryCounts();
	}

	private ExecTemplateBuilder(ExecTemplateBuilder<?> other, Function<ReactiveMiosaExecTemplate, T> finisher) {
		this.finisher = finisher;
		this.webClient = other.webClient;
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
		this.jobs = other.jobs;
		this.computerDefaults = other.computerDefaults;
		this.ownedComputers = other.ownedComputers;
		this.requestLimiter = other.requestLimiter;
	}

	/**
	 * Return a builder with the same settings for another type of template.
	 */
	<R> ExecTemplateBuilder<R> map(Function<ReactiveMiosaExecTemplate, R> finisher) {
		return new ExecTemplateBuilder<>(this, finisher);
	}

	/**
	 * Set the API to use, for one-shot executions and sessions alike.
	 * @param endpoint the API, with the credentials for it
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> endpoint(MiosaEndpoint endpoint) {
		this.endpoint = endpoint;
		this.sessions = (this.sessions != null) ? this.sessions.mutate().endpoint(endpoint).build() : null;
		return this;
	}

	/**
	 * Set the API key, for one-shot executions and sessions alike.
	 * @param apiKey the key
	 * @return this builder
	 * @throws IllegalArgumentException if the key is not valid
	 */
	public ExecTemplateBuilder<T> apiKey(String apiKey) {
		return endpoint(this.endpoint.withApiKey(apiKey));
	}

	/**
	 * Set the organization to act in, for one-shot executions and sessions alike.
	 * @param tenant the organization, or {@code null} for the key's own
	 * @return this builder
	 * @throws IllegalArgumentException if the tenant is not valid
	 */
	public ExecTemplateBuilder<T> tenant(@Nullable String tenant) {
		return endpoint(this.endpoint.withTenant(tenant));
	}

	/**
	 * Set the computer that {@code computer()} of the template returns.
	 * @param computerId the computer's id, or {@code null} for none
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> computerId(@Nullable String computerId) {
		this.computerId = computerId;
		return this;
	}

	/**
	 * Set the options that executions build upon.
	 * @param defaults the default options, which replace any set before
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> defaults(ExecOptions defaults) {
		this.defaults = defaults;
		return this;
	}

	/**
	 * Set what opens sessions.
	 * @param sessions the session client, or {@code null} to do without sessions
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> sessions(@Nullable MiosaSessionClient sessions) {
		this.sessions = sessions;
		return this;
	}

	/**
	 * Set the options that sessions build upon.
	 * @param sessionDefaults the default options, which replace any set before
	 * @return this builder
	 * @throws IllegalStateException if there is no session client
	 */
	public ExecTemplateBuilder<T> sessionDefaults(SessionOptions sessionDefaults) {
		Assert.state(this.sessions != null, "There is no session client");
		this.sessions = this.sessions.mutate().defaultOptions(sessionDefaults).build();
		return this;
	}

	/**
	 * Customize the jobs of the template.
	 * @param jobs customizes them, after any customizer set before
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> jobs(Consumer<MiosaJobs.Builder> jobs) {
		this.jobs = this.jobs.andThen(jobs);
		return this;
	}

	/**
	 * Set what computers and sandboxes are created with.
	 * @param computerDefaults the defaults, which replace any set before
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> computerDefaults(ComputerDefaults computerDefaults) {
		this.computerDefaults = computerDefaults;
		return this;
	}

	/**
	 * Set how long to wait for a response beyond the command's own timeout.
	 * @param gracePeriod the grace period, 10 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ExecTemplateBuilder<T> gracePeriod(Duration gracePeriod) {
		Assert.isTrue(gracePeriod.toMillis() > 0, "The grace period must be positive");
		this.gracePeriod = gracePeriod;
		return this;
	}

	/**
	 * Set the largest response to accept. A larger one raises
	 * {@link ai.miosa.spring.MiosaOutputTooLargeException}.
	 * @param maxOutputSize the size of the JSON response, 16 MB by default, below 2 GB
	 * @return this builder
	 * @throws IllegalArgumentException if the size is out of range
	 */
	public ExecTemplateBuilder<T> maxOutputSize(DataSize maxOutputSize) {
		Assert.isTrue(maxOutputSize.toBytes() > 0 && maxOutputSize.toBytes() <= Integer.MAX_VALUE,
				"The maximum output size must be positive and below 2 GB");
		this.maxOutputSize = (int) maxOutputSize.toBytes();
		return this;
	}

	/**
	 * Set the number of concurrent one-shot calls. Further calls wait within their time.
	 * Has no effect on a derived template, which shares the connections.
	 * @param maxConnections the maximum number, 256 by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ExecTemplateBuilder<T> maxConnections(int maxConnections) {
		Assert.isTrue(maxConnections > 0, "The maximum number of connections must be positive");
		this.maxConnections = maxConnections;
		return this;
	}

	/**
	 * Set how often to send a command that is known not to have run.
	 * @param maxAttempts the maximum number of attempts, 3 by default, 1 for no retries
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ExecTemplateBuilder<T> maxAttempts(int maxAttempts) {
		Assert.isTrue(maxAttempts > 0, "The maximum number of attempts must be positive");
		this.maxAttempts = maxAttempts;
		return this;
	}

	/**
	 * Set the longest wait before a command is sent again. If the server asks for more,
	 * the failure is reported immediately.
	 * @param maxRetryWait the wait, 30 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is negative
	 */
	public ExecTemplateBuilder<T> maxRetryWait(Duration maxRetryWait) {
		Assert.isTrue(!maxRetryWait.isNegative(), "The maximum wait before a retry must not be negative");
		this.maxRetryWait = maxRetryWait;
		return this;
	}

	/**
	 * Set the time after the first attempt within which a command may be sent again. If
	 * the next attempt would begin later, the failure is reported immediately.
	 * @param maxRetryElapsed the time, 1 minute by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is negative
	 */
	public ExecTemplateBuilder<T> maxRetryElapsed(Duration maxRetryElapsed) {
		Assert.isTrue(!maxRetryElapsed.isNegative(), "The maximum time for retries must not be negative");
		this.maxRetryElapsed = maxRetryElapsed;
		return this;
	}

	/**
	 * Set the registry that observes executions.
	 * @param observationRegistry the registry, none by default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> observationRegistry(ObservationRegistry observationRegistry) {
		this.observationRegistry = observationRegistry;
		return this;
	}

	/**
	 * Set how observations are named.
	 * @param observationConvention the convention, or {@code null} for the default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> observationConvention(@Nullable ExecObservationConvention observationConvention) {
		this.observationConvention = observationConvention;
		return this;
	}

	/**
	 * Set whether the command's environment carries the trace context, as
	 * {@code TRACEPARENT} and {@code TRACESTATE}.
	 * @param propagateTraceContext whether to propagate it, {@code false} by default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> propagateTraceContext(boolean propagateTraceContext) {
		this.propagateTraceContext = propagateTraceContext;
		return this;
	}

	/**
	 * Set what limits the rate of requests, sessions included. Internal: use the property
	 * {@code miosa.rate-limit.requests-per-minute}.
	 * @param requestLimiter returns the limiter of an endpoint, which has the key; no
	 * limit by default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> requestLimiter(Function<MiosaEndpoint, RequestLimiter> requestLimiter) {
		this.requestLimiter = requestLimiter;
		return this;
	}

	/**
	 * Build the template.
	 * @return the template
	 */
	public T build() {
		return this.finisher.apply(new ReactiveMiosaExecTemplate(this));
	}

}
