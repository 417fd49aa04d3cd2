package ai.miosa.spring.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionProtocol;

/**
 * Properties of the MIOSA support. {@link #toString()} shows no values, some of which are
 * secret.
 *
 * @param enabled Whether to enable the MIOSA support.
 * @param apiKey API key.
 * @param requireApiKey Whether the application needs an API key to start. Otherwise the
 * first call without one fails.
 * @param baseUrl Base URL of the API, with its path prefix.
 * @param allowPlaintext Whether the base URL may use http for a host that is not a
 * loopback address, which sends the key and the commands in clear text.
 * @param tenant Organization to act in. The key's own if not set.
 * @param computerId Computer to use where a call names none.
 * @param connectTimeout Time allowed for establishing a connection. Seconds if no unit is
 * given.
 * @param maxConnections Maximum number of concurrent one-shot calls. Further calls wait
 * within their time.
 * @param maxIdleTime Time after which an idle HTTP connection is not used again. Must be
 * shorter than the time after which firewalls and load balancers drop idle connections.
 * Seconds if no unit is given.
 * @param ssl Security of connections.
 * @param exec One-shot executions.
 * @param retry Repetition of commands that are known not to have run.
 * @param session Interactive sessions.
 */
@ConfigurationProperties("miosa")
public record MiosaProperties(@DefaultValue("true") boolean enabled, @Nullable String apiKey,
		@DefaultValue("true") boolean requireApiKey, @DefaultValue(MiosaEndpoint.DEFAULT_BASE_URL) String baseUrl,
		boolean allowPlaintext, @Nullable String tenant, @Nullable String computerId,
		@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration connectTimeout,
		@DefaultValue("256") int maxConnections,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration maxIdleTime, @DefaultValue Ssl ssl,
		@DefaultValue Exec exec, @DefaultValue Retry retry, @DefaultValue Session session) {

	public MiosaProperties {
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
	 * Properties of the security of connections.
	 *
	 * @param bundle Name of the SSL bundle to use.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * Properties of one-shot executions.
	 *
	 * @param timeout Time a command may run, 1 ms to 600 s, or to 300 s for a python
	 * script. Seconds if no unit is given. The server's default if not set.
	 * @param workingDirectory Directory on the computer to run commands in. The server's
	 * default if not set.
	 * @param env Environment variables of every command. A call's own are added key by
	 * key.
	 * @param gracePeriod Time to wait for the answer beyond the command's own timeout.
	 * Seconds if no unit is given.
	 * @param maxOutputSize Largest response to accept. A larger one raises an exception.
	 * @param propagateTraceContext Whether a command's environment carries the trace
	 * context, as TRACEPARENT and TRACESTATE.
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
	 * Properties of the repetition of commands that are known not to have run.
	 *
	 * @param enabled Whether to send a command again that is known not to have run.
	 * @param maxAttempts Maximum number of attempts to send a command.
	 * @param maxWait Longest wait before sending again. If the server asks for more, the
	 * failure is reported immediately. Seconds if no unit is given.
	 * @param maxElapsed Time after the first attempt in which a command may be sent
	 * again. If the next attempt would begin later, the failure is reported immediately.
	 * Seconds if no unit is given.
	 */
	public record Retry(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxAttempts,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
			@DefaultValue("1m") @DurationUnit(ChronoUnit.SECONDS) Duration maxElapsed) {

	}

	/**
	 * Properties of interactive sessions.
	 *
	 * @param protocol Protocol to speak.
	 * @param handshakeTimeout Time allowed for opening a session. Seconds if no unit is
	 * given.
	 * @param awaitTimeout Time to wait for the end of a command where a call names none.
	 * Seconds if no unit is given.
	 * @param writeTimeout Time that a write to stdin may wait without progress. Seconds
	 * if no unit is given. Unlimited if not set.
	 * @param output How output is read where there is no output handler.
	 * @param keepAliveInterval Time between two pings. Seconds if no unit is given.
	 * @param keepAliveTimeout Time without a sign of life after which a session counts as
	 * lost. Seconds if no unit is given.
	 * @param pty Whether commands run on a pseudo-terminal.
	 * @param columns Width of the pseudo-terminal in characters.
	 * @param rows Height of the pseudo-terminal in characters.
	 * @param workingDirectory Directory on the computer to run commands in. The server's
	 * default if not set.
	 * @param env Environment variables of every session. A call's own are added key by
	 * key.
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

}
