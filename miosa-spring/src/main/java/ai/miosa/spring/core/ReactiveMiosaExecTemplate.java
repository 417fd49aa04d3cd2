package ai.miosa.spring.core;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.ApiConnections;
import ai.miosa.spring.api.RequestLimiter;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.computer.client.ComputerClient;
import ai.miosa.spring.computer.client.OwnedComputers;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.RetryReason;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.exec.engine.ExecObserver;
import ai.miosa.spring.exec.engine.ExecRetry;
import ai.miosa.spring.exec.engine.Target;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.job.client.DefaultMiosaJobs;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

/**
 * Template that runs commands on MIOSA computers without blocking:
 *
 * <pre class="code">
 * Mono&lt;ExecResult&gt; result = miosa.bash("cmp_123", "uname -a");
 * Flux&lt;ExecEvent&gt; output = miosa.computer("cmp_123").spawn("make test").stream();
 * </pre>
 *
 * Thread-safe.
 */
public class ReactiveMiosaExecTemplate implements ReactiveMiosaExecOperations, AutoCloseable {

	private final ApiConnections connections;

	private final boolean ownsConnections;

	private final ExecTemplateSettings settings;

	private final ExecEngine engine;

	private final ComputerClient computers;

	private final OwnedComputers ownedComputers;

	private final MiosaJobs jobs;

	/**
	 * Create a template.
	 * @param builder the builder with the settings
	 */
	protected ReactiveMiosaExecTemplate(ExecTemplateBuilder<?> builder) {
		ExecTemplateSettings settings = builder.settings();
		this.settings = settings;
		this.ownsConnections = settings.connections == null;
		this.connections = (settings.connections != null) ? settings.connections
				: new ApiConnections(settings.maxConnections);
		settings.connections = this.connections;
		RequestLimiter limiter = settings.requestLimiter.apply(settings.endpoint);
		ApiClient client = new ApiClient(settings.webClient, settings.endpoint, settings.maxOutputSize,
				this.connections, limiter);
		ExecObserver observer = new ExecObserver(settings.observationRegistry, settings.observationConvention,
				settings.propagateTraceContext);
		ExecRetry retry = new ExecRetry(settings.maxAttempts, settings.maxRetryWait, settings.maxRetryElapsed,
				settings.retryCounts::increment);
		this.engine = new ExecEngine(client, settings.gracePeriod, settings.defaults, observer, retry,
				settings.sessions,
				new Target(settings.computerDefaults::isSandbox, settings.computerDefaults.startStopped()), limiter);
		this.ownedComputers = (settings.ownedComputers != null) ? settings.ownedComputers : new OwnedComputers();
		settings.ownedComputers = this.ownedComputers;
		this.computers = new ComputerClient(this.engine, client, settings.gracePeriod, retry, settings.computerDefaults,
				this.ownedComputers, settings.observationRegistry);
		this.jobs = new DefaultMiosaJobs(this.engine, settings.jobs, settings.observationRegistry,
				settings.observationConvention);
	}

	/**
	 * Return a builder.
	 * @param webClientBuilder the builder of the client to use. Its connector must
	 * neither follow redirects nor repeat a request, which some connectors do by default:
	 * a command could run twice, or the key reach another host
	 * @param endpoint the API to use
	 * @return the builder
	 */
	public static ExecTemplateBuilder<ReactiveMiosaExecTemplate> builder(WebClient.Builder webClientBuilder,
			MiosaEndpoint endpoint) {
		WebClient.Builder builder = webClientBuilder.clone();
		return builder(() -> builder, endpoint);
	}

	/**
	 * Return a builder. Like {@link #builder(WebClient.Builder, MiosaEndpoint)}, but the
	 * client is not created before the first call.
	 * @param webClientBuilder supplies the builder of the client to use, called by the
	 * first call
	 * @param endpoint the API to use
	 * @return the builder
	 */
	public static ExecTemplateBuilder<ReactiveMiosaExecTemplate> builder(Supplier<WebClient.Builder> webClientBuilder,
			MiosaEndpoint endpoint) {
		return new ExecTemplateBuilder<>(new ExecTemplateSettings(webClientBuilder, endpoint), Function.identity());
	}

	/**
	 * Return a builder with all settings of this template, to derive one with another
	 * key, tenant, default computer or default options. The two share connections,
	 * threads, meters and the registry of sessions, so a template can be derived for each
	 * request.
	 * @return the builder
	 */
	public ExecTemplateBuilder<ReactiveMiosaExecTemplate> mutate() {
		return new ExecTemplateBuilder<>(this.settings.copy(), Function.identity());
	}

	@Override
	public Mono<ExecResult> bash(String computerId, String command, ExecOptions options) {
		return this.engine.exec(ExecKind.BASH, computerId, command, options);
	}

	@Override
	public Mono<ExecResult> python(String computerId, String code, ExecOptions options) {
		return this.engine.exec(ExecKind.PYTHON, computerId, code, options);
	}

	@Override
	public Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options) {
		return this.engine.spawn(computerId, command, options);
	}

	@Override
	public MiosaComputer computer(String computerId) {
		return this.computers.computer(computerId);
	}

	@Override
	public MiosaComputer computer() {
		Assert.state(this.settings.computerId != null,
				"There is no default computer; set 'miosa.computer-id' or pass the computer's id");
		return computer(this.settings.computerId);
	}

	@Override
	public MiosaComputers computers() {
		return this.computers.computers();
	}

	@Override
	public MiosaComputer sandbox(String sandboxId) {
		return sandboxes().computer(sandboxId);
	}

	@Override
	public MiosaComputers sandboxes() {
		return this.computers.sandboxes();
	}

	/**
	 * Return the counts of the computers and sandboxes of this template and those that
	 * share its meters.
	 * @return the counts
	 */
	public MiosaComputers.Counts getComputerCounts() {
		return this.ownedComputers.counts();
	}

	@Override
	public Mono<Void> checkAccess() {
		return this.computers.checkAccess();
	}

	/**
	 * Return the jobs that use this template.
	 * @return the jobs
	 */
	public MiosaJobs jobs() {
		return this.jobs;
	}

	/**
	 * Return the id of the default computer.
	 * @return the id, or {@code null} if there is none
	 */
	public @Nullable String getComputerId() {
		return this.settings.computerId;
	}

	/**
	 * Return how often a command was sent again by this template and those that share its
	 * meters.
	 * @param reason why it was sent again
	 * @return the number of times
	 */
	public long getRetries(RetryReason reason) {
		return this.settings.retryCounts.get(reason);
	}

	/**
	 * Cancel the commands in progress, and destroy the ephemeral computers, which takes
	 * at most 30 seconds. Later calls fail immediately. A derived template is closed with
	 * the one from which it is derived.
	 */
	@Override
	public void close() {
		if (this.ownsConnections) {
			this.connections.closeForCommands();
			this.ownedComputers.close();
			this.connections.close();
		}
	}

}
