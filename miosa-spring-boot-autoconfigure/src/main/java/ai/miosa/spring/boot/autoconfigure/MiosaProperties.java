package ai.miosa.spring.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionProtocol;

/**
 * Properties of the MIOSA support. {@link #toString()} shows no values, some of which are
 * secret.
 *
 * @param enabled Whether to enable the MIOSA support.
 * @param apiKey API key.
 * @param accessToken OAuth token or session token to use where there is no API key.
 * @param requireApiKey Whether the application needs an API key to start. Otherwise the
 * first call without one fails.
 * @param baseUrl Base URL of the API, with its path prefix.
 * @param allowPlaintext Whether the base URL may use http for a host that is not a
 * loopback address, which sends the key and the commands in clear text.
 * @param tenant Organization to act in. The key's own if not set.
 * @param workspace Workspace to act in. The tenant's default if not set.
 * @param computerId Default computer, returned by computer() of the templates.
 * @param sandboxId Sandbox to use as the default computer, instead of 'computer-id'.
 * @param startStoppedComputers Whether a command for a computer that is stopped starts
 * it, within the command's time limit.
 * @param connectTimeout Time allowed for establishing a connection. Seconds if no unit is
 * given.
 * @param maxConnections Maximum number of concurrent one-shot calls. Further calls wait
 * within their time limit.
 * @param maxIdleTime Time after which an idle HTTP connection is not used again. Must be
 * shorter than the time after which firewalls and load balancers drop idle connections.
 * Seconds if no unit is given.
 * @param ssl SSL of connections.
 * @param exec One-shot commands.
 * @param retry Retries of commands that are known not to have run.
 * @param session Interactive sessions.
 * @param observations Metrics and traces.
 */
@ConfigurationProperties("miosa")
public record MiosaProperties(@DefaultValue("true") boolean enabled, @Nullable String apiKey,
		@Nullable String accessToken, @DefaultValue("true") boolean requireApiKey,
		@DefaultValue(MiosaEndpoint.DEFAULT_BASE_URL) String baseUrl, boolean allowPlaintext, @Nullable String tenant,
		@Nullable String workspace, @Nullable String computerId, @Nullable String sandboxId,
		boolean startStoppedComputers, @DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration connectTimeout,
		@DefaultValue("256") int maxConnections,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration maxIdleTime, @DefaultValue Ssl ssl,
		@DefaultValue Exec exec, @DefaultValue Retry retry, @DefaultValue Session session,
		@DefaultValue Observations observations) {

	public MiosaProperties {
		MiosaPropertyMapper.apply("miosa.sandbox-id", sandboxId,
				(id) -> Assert.isTrue(!StringUtils.hasText(id) || !StringUtils.hasText(computerId),
						"Only one of 'miosa.computer-id' and 'miosa.sandbox-id' can be set"));
		MiosaPropertyMapper.checkPositive("miosa.connect-timeout", connectTimeout);
		MiosaPropertyMapper.checkPositive("miosa.max-idle-time", maxIdleTime);
		MiosaPropertyMapper.apply("miosa.max-connections", maxConnections,
				(number) -> Assert.isTrue(number > 0, "The number must be positive"));
	}

	@Override
	public String toString() {
		return "MiosaProperties";
	}

	/**
	 * Properties of SSL.
	 *
	 * @param bundle Name of the SSL bundle to use.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * Properties of one-shot commands.
	 *
	 * @param timeout Time a command may run, 1 ms to 600 s, or to 300 s for a python
	 * script. Seconds if no unit is given. The server's default if not set.
	 * @param workingDirectory Directory on the computer to run commands in. The server's
	 * default if not set.
	 * @param env Environment variables of every command. The variables of a call are
	 * added to these.
	 * @param gracePeriod Additional time to wait for the response after the command's
	 * timeout. Seconds if no unit is given.
	 * @param maxOutputSize Largest response to accept. A larger one causes an exception.
	 * @param propagateTraceContext Whether to set TRACEPARENT and TRACESTATE for
	 * commands.
	 */
	public record Exec(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeout, @Nullable String workingDirectory,
			@DefaultValue Map<String, String> env,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration gracePeriod,
			@DefaultValue("16MB") DataSize maxOutputSize, boolean propagateTraceContext) {

		@Override
		public String toString() {
			return "Exec";
		}

	}

	/**
	 * Properties of retries.
	 *
	 * @param enabled Whether to retry commands that are known not to have run.
	 * @param maxAttempts Maximum number of attempts.
	 * @param maxWait Longest wait before a retry. If the server asks for more, the call
	 * fails immediately. Seconds if no unit is given.
	 * @param maxElapsed Time after the first attempt during which a new attempt may
	 * start. If the next one would start later, the call fails immediately. Seconds if no
	 * unit is given.
	 */
	public record Retry(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxAttempts,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
			@DefaultValue("1m") @DurationUnit(ChronoUnit.SECONDS) Duration maxElapsed) {

	}

	/**
	 * Properties of interactive sessions.
	 *
	 * @param protocol Protocol of sessions.
	 * @param handshakeTimeout Time to open a session. Seconds if no unit is given.
	 * @param awaitTimeout Timeout of await(). Seconds if no unit is given.
	 * @param writeTimeout Longest wait of a write to stdin without progress. Seconds if
	 * no unit is given. Unlimited if not set.
	 * @param output How output is read if there is no output handler.
	 * @param keepAliveInterval Time between two pings. Seconds if no unit is given.
	 * @param keepAliveTimeout Silence after which a session is lost. Seconds if no unit
	 * is given.
	 * @param pty Whether commands run on a pseudo-terminal.
	 * @param columns Width of the pseudo-terminal in characters.
	 * @param rows Height of the pseudo-terminal in characters.
	 * @param workingDirectory Directory on the computer to run commands in. The server's
	 * default if not set.
	 * @param env Environment variables of every session. The variables of a session are
	 * added to these.
	 */
	public record Session(@DefaultValue("exec-v1") SessionProtocol protocol,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration handshakeTimeout,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration awaitTimeout,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration writeTimeout,
			@DefaultValue("captured") OutputMode output,
			@DefaultValue("15s") @DurationUnit(ChronoUnit.SECONDS) Duration keepAliveInterval,
			@DefaultValue("45s") @DurationUnit(ChronoUnit.SECONDS) Duration keepAliveTimeout, boolean pty,
			@DefaultValue("80") int columns, @DefaultValue("24") int rows, @Nullable String workingDirectory,
			@DefaultValue Map<String, String> env) {

		@Override
		public String toString() {
			return "Session";
		}

	}

	/**
	 * Properties of metrics and traces.
	 *
	 * @param enabled Whether to record metrics and traces of executions and sessions.
	 * @param includeContent Whether to add commands, environment variables and output to
	 * spans, which may contain secrets.
	 */
	public record Observations(@DefaultValue("true") boolean enabled, boolean includeContent) {

	}

}
