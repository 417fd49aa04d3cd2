package ai.miosa.spring.core;

import java.time.Duration;
import java.util.function.Function;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.RequestLimiter;
import ai.miosa.spring.computer.ComputerDefaults;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * Builder of a {@link MiosaExecTemplate} or {@link ReactiveMiosaExecTemplate}, returned
 * by their {@code builder} and {@code mutate} methods. Not thread-safe.
 *
 * @param <T> the type of the template
 */
public final class ExecTemplateBuilder<T> {

	private final ExecTemplateSettings settings;

	private final Function<ReactiveMiosaExecTemplate, T> finisher;

	ExecTemplateBuilder(ExecTemplateSettings settings, Function<ReactiveMiosaExecTemplate, T> finisher) {
		this.settings = settings;
		this.finisher = finisher;
	}

	/**
	 * Return the settings, which later calls do not change.
	 */
	ExecTemplateSettings settings() {
		return this.settings.copy();
	}

	/**
	 * Return a builder with the same settings for another type of template.
	 */
	<R> ExecTemplateBuilder<R> map(Function<ReactiveMiosaExecTemplate, R> finisher) {
		return new ExecTemplateBuilder<>(settings(), finisher);
	}

	/**
	 * Set the API to use, for one-shot executions and sessions alike.
	 * @param endpoint the API, with the credentials for it
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> endpoint(MiosaEndpoint endpoint) {
		this.settings.endpoint = endpoint;
		this.settings.sessions = (this.settings.sessions != null)
				? this.settings.sessions.mutate().endpoint(endpoint).build() : null;
		return this;
	}

	/**
	 * Set the API key, for one-shot executions and sessions alike.
	 * @param apiKey the key
	 * @return this builder
	 * @throws IllegalArgumentException if the key is not valid
	 */
	public ExecTemplateBuilder<T> apiKey(String apiKey) {
		return endpoint(this.settings.endpoint.withApiKey(apiKey));
	}

	/**
	 * Set the organization to act in, for one-shot executions and sessions alike.
	 * @param tenant the organization, or {@code null} for the key's own
	 * @return this builder
	 * @throws IllegalArgumentException if the tenant is not valid
	 */
	public ExecTemplateBuilder<T> tenant(@Nullable String tenant) {
		return endpoint(this.settings.endpoint.withTenant(tenant));
	}

	/**
	 * Set the computer that {@code computer()} of the template returns.
	 * @param computerId the computer's id, or {@code null} for none
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> computerId(@Nullable String computerId) {
		this.settings.computerId = computerId;
		return this;
	}

	/**
	 * Set the default options of one-shot executions.
	 * @param defaults the options, which replace any set before
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> defaults(ExecOptions defaults) {
		this.settings.defaults = defaults;
		return this;
	}

	/**
	 * Set the client that opens sessions.
	 * @param sessions the session client, or {@code null} for no sessions
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> sessions(@Nullable MiosaSessionClient sessions) {
		this.settings.sessions = sessions;
		return this;
	}

	/**
	 * Set the default options of sessions.
	 * @param sessionDefaults the options, which replace any set before
	 * @return this builder
	 * @throws IllegalStateException if there is no session client
	 */
	public ExecTemplateBuilder<T> sessionDefaults(SessionOptions sessionDefaults) {
		Assert.state(this.settings.sessions != null, "There is no session client");
		this.settings.sessions = this.settings.sessions.mutate().defaultOptions(sessionDefaults).build();
		return this;
	}

	/**
	 * Set the settings of jobs.
	 * @param jobs the settings, which replace any set before
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> jobs(MiosaJobs.Settings jobs) {
		this.settings.jobs = jobs;
		return this;
	}

	/**
	 * Set the defaults of computers and sandboxes.
	 * @param computerDefaults the defaults, which replace any set before
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> computerDefaults(ComputerDefaults computerDefaults) {
		this.settings.computerDefaults = computerDefaults;
		return this;
	}

	/**
	 * Set how long to wait for a response after the command's timeout.
	 * @param gracePeriod the grace period, 10 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ExecTemplateBuilder<T> gracePeriod(Duration gracePeriod) {
		Assert.isTrue(gracePeriod.toMillis() > 0, "The grace period must be positive");
		this.settings.gracePeriod = gracePeriod;
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
		this.settings.maxOutputSize = (int) maxOutputSize.toBytes();
		return this;
	}

	/**
	 * Set the maximum number of concurrent one-shot calls. Further calls wait within
	 * their time limit. Has no effect on a derived template, which shares the
	 * connections.
	 * @param maxConnections the maximum number, 256 by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ExecTemplateBuilder<T> maxConnections(int maxConnections) {
		Assert.isTrue(maxConnections > 0, "The maximum number of connections must be positive");
		this.settings.maxConnections = maxConnections;
		return this;
	}

	/**
	 * Set the maximum number of attempts to send a command. Only one that is known not to
	 * have run is sent again.
	 * @param maxAttempts the maximum number of attempts, 3 by default, 1 for no retries
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ExecTemplateBuilder<T> maxAttempts(int maxAttempts) {
		Assert.isTrue(maxAttempts > 0, "The maximum number of attempts must be positive");
		this.settings.maxAttempts = maxAttempts;
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
		this.settings.maxRetryWait = maxRetryWait;
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
		this.settings.maxRetryElapsed = maxRetryElapsed;
		return this;
	}

	/**
	 * Set the registry that observes executions.
	 * @param observationRegistry the registry, none by default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> observationRegistry(ObservationRegistry observationRegistry) {
		this.settings.observationRegistry = observationRegistry;
		return this;
	}

	/**
	 * Set the convention that names observations.
	 * @param observationConvention the convention, or {@code null} for the default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> observationConvention(@Nullable ExecObservationConvention observationConvention) {
		this.settings.observationConvention = observationConvention;
		return this;
	}

	/**
	 * Set whether the command's environment carries the trace context, as
	 * {@code TRACEPARENT} and {@code TRACESTATE}.
	 * @param propagateTraceContext whether to propagate it, {@code false} by default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> propagateTraceContext(boolean propagateTraceContext) {
		this.settings.propagateTraceContext = propagateTraceContext;
		return this;
	}

	/**
	 * Set the limiter of the rate of requests, including those that open sessions.
	 * Internal: use the property {@code miosa.rate-limit.requests-per-minute}.
	 * @param requestLimiter returns the limiter for the API key of an endpoint; no limit
	 * by default
	 * @return this builder
	 */
	public ExecTemplateBuilder<T> requestLimiter(Function<MiosaEndpoint, RequestLimiter> requestLimiter) {
		this.settings.requestLimiter = requestLimiter;
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
