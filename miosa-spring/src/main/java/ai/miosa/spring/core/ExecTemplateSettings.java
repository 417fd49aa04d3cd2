package ai.miosa.spring.core;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
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
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * The settings of a template. Templates that are derived from one another share the
 * underlying client, the counts, the connections and the owned computers.
 */
final class ExecTemplateSettings implements Cloneable {

	final Supplier<WebClient> webClient;

	final RetryCounts retryCounts = new RetryCounts();

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

	MiosaJobs.Settings jobs = MiosaJobs.Settings.DEFAULT;

	Function<MiosaEndpoint, RequestLimiter> requestLimiter = (endpoint) -> RequestLimiter.NONE;

	ComputerDefaults computerDefaults = ComputerDefaults.NONE;

	/**
	 * Set once a template has been built.
	 */
	@Nullable ApiConnections connections;

	/**
	 * Set once a template has been built.
	 */
	@Nullable OwnedComputers ownedComputers;

	ExecTemplateSettings(Supplier<WebClient.Builder> webClientBuilder, MiosaEndpoint endpoint) {
		this.webClient = ApiClient.webClient(webClientBuilder);
		this.endpoint = endpoint;
	}

	ExecTemplateSettings copy() {
		try {
			return (ExecTemplateSettings) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
