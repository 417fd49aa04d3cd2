package ai.miosa.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionProtocol;

/**
 * Properties of the MIOSA support.
 */
@ConfigurationProperties("miosa")
public class MiosaProperties {

	/**
	 * Whether to enable the MIOSA support.
	 */
	private boolean enabled = true;

	/**
	 * API key.
	 */
	private @Nullable String apiKey;

	/**
	 * Whether the application needs an API key to start. Otherwise the first call fails
	 * that finds none.
	 */
	private boolean requireApiKey = true;

	/**
	 * Base URL of the API, with its path prefix.
	 */
	private String baseUrl = MiosaEndpoint.DEFAULT_BASE_URL;

	/**
	 * Whether the base URL may use http for a host that is not a loopback address, which
	 * sends the key and the commands in clear text.
	 */
	private boolean allowPlaintext;

	/**
	 * Organization to act in. The key's own if not set.
	 */
	private @Nullable String tenant;

	/**
	 * Computer to use where a call names none.
	 */
	private @Nullable String computerId;

	/**
	 * Time allowed for establishing a connection.
	 */
	private Duration connectTimeout = Duration.ofSeconds(5);

	/**
	 * Largest number of one-shot calls under way at once. Further calls wait within their
	 * time.
	 */
	private int maxConnections = 256;

	/**
	 * Time after which an idle HTTP connection is not used again. Must be shorter than
	 * the time after which firewalls and load balancers on the way drop idle connections.
	 */
	private Duration maxIdleTime = Duration.ofSeconds(20);

	private final Ssl ssl = new Ssl();

	private final Exec exec = new Exec();

	private final Retry retry = new Retry();

	private final Session session = new Session();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getApiKey() {
		return this.apiKey;
	}

	public void setApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	public boolean isRequireApiKey() {
		return this.requireApiKey;
	}

	public void setRequireApiKey(boolean requireApiKey) {
		this.requireApiKey = requireApiKey;
	}

	public String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public boolean isAllowPlaintext() {
		return this.allowPlaintext;
	}

	public void setAllowPlaintext(boolean allowPlaintext) {
		this.allowPlaintext = allowPlaintext;
	}

	public @Nullable String getTenant() {
		return this.tenant;
	}

	public void setTenant(@Nullable String tenant) {
		this.tenant = tenant;
	}

	public @Nullable String getComputerId() {
		return this.computerId;
	}

	public void setComputerId(@Nullable String computerId) {
		this.computerId = computerId;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public Duration getMaxIdleTime() {
		return this.maxIdleTime;
	}

	public void setMaxIdleTime(Duration maxIdleTime) {
		this.maxIdleTime = maxIdleTime;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Exec getExec() {
		return this.exec;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Session getSession() {
		return this.session;
	}

	/**
	 * Properties of the connection's security.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to use.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Properties of one-shot executions.
	 */
	public static class Exec {

		/**
		 * Time a command may run, 1 ms to 600 s, or to 300 s for a python script. The
		 * server's default if not set.
		 */
		private @Nullable Duration timeout;

		/**
		 * Directory on the computer to run commands in. The server's default if not set.
		 */
		private @Nullable String workingDirectory;

		/**
		 * Environment variables of every command. A call's own are added key by key.
		 */
		private final Map<String, String> env = new LinkedHashMap<>();

		/**
		 * Time to wait for the answer beyond the command's own timeout.
		 */
		private Duration gracePeriod = Duration.ofSeconds(10);

		/**
		 * Largest response to accept. A larger one raises an exception.
		 */
		private DataSize maxOutputSize = DataSize.ofMegabytes(16);

		/**
		 * Whether a command's environment carries the trace context, as TRACEPARENT and
		 * TRACESTATE.
		 */
		private boolean propagateTraceContext;

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable String getWorkingDirectory() {
			return this.workingDirectory;
		}

		public void setWorkingDirectory(@Nullable String workingDirectory) {
			this.workingDirectory = workingDirectory;
		}

		public Map<String, String> getEnv() {
			return this.env;
		}

		public Duration getGracePeriod() {
			return this.gracePeriod;
		}

		public void setGracePeriod(Duration gracePeriod) {
			this.gracePeriod = gracePeriod;
		}

		public DataSize getMaxOutputSize() {
			return this.maxOutputSize;
		}

		public void setMaxOutputSize(DataSize maxOutputSize) {
			this.maxOutputSize = maxOutputSize;
		}

		public boolean isPropagateTraceContext() {
			return this.propagateTraceContext;
		}

		public void setPropagateTraceContext(boolean propagateTraceContext) {
			this.propagateTraceContext = propagateTraceContext;
		}

	}

	/**
	 * Properties of sending a command again that is known not to have run.
	 */
	public static class Retry {

		/**
		 * Whether to send a command again that is known not to have run.
		 */
		private boolean enabled = true;

		/**
		 * How often to send a command at the most.
		 */
		private int maxAttempts = 3;

		/**
		 * Longest wait before sending again. If the server asks for more, the failure is
		 * reported at once.
		 */
		private Duration maxWait = Duration.ofSeconds(30);

		/**
		 * Time after the first attempt in which a command may be sent again. If the next
		 * attempt would begin later, the failure is reported at once.
		 */
		private Duration maxElapsed = Duration.ofMinutes(1);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getMaxWait() {
			return this.maxWait;
		}

		public void setMaxWait(Duration maxWait) {
			this.maxWait = maxWait;
		}

		public Duration getMaxElapsed() {
			return this.maxElapsed;
		}

		public void setMaxElapsed(Duration maxElapsed) {
			this.maxElapsed = maxElapsed;
		}

	}

	/**
	 * Properties of interactive sessions.
	 */
	public static class Session {

		/**
		 * Protocol to speak.
		 */
		private SessionProtocol protocol = SessionProtocol.EXEC_V1;

		/**
		 * Time allowed for opening a session.
		 */
		private Duration handshakeTimeout = Duration.ofSeconds(10);

		/**
		 * Time to wait for a command's end where a call names none.
		 */
		private Duration awaitTimeout = Duration.ofSeconds(30);

		/**
		 * Time that a write to stdin may wait without progress for the computer to take
		 * it. No bound if not set.
		 */
		private @Nullable Duration writeTimeout;

		/**
		 * How output is read where there is no output handler.
		 */
		private OutputMode output = OutputMode.CAPTURED;

		/**
		 * Time between two pings.
		 */
		private Duration keepAliveInterval = Duration.ofSeconds(15);

		/**
		 * Time without a sign of life after which a session counts as lost.
		 */
		private Duration keepAliveTimeout = Duration.ofSeconds(45);

		/**
		 * Whether commands run on a pseudo-terminal.
		 */
		private boolean pty;

		/**
		 * Width of the pseudo-terminal in characters.
		 */
		private int columns = 80;

		/**
		 * Height of the pseudo-terminal in characters.
		 */
		private int rows = 24;

		/**
		 * Directory on the computer to run commands in. The server's default if not set.
		 */
		private @Nullable String workingDirectory;

		/**
		 * Environment variables of every session. A call's own are added key by key.
		 */
		private final Map<String, String> env = new LinkedHashMap<>();

		public SessionProtocol getProtocol() {
			return this.protocol;
		}

		public void setProtocol(SessionProtocol protocol) {
			this.protocol = protocol;
		}

		public Duration getHandshakeTimeout() {
			return this.handshakeTimeout;
		}

		public void setHandshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
		}

		public Duration getAwaitTimeout() {
			return this.awaitTimeout;
		}

		public void setAwaitTimeout(Duration awaitTimeout) {
			this.awaitTimeout = awaitTimeout;
		}

		public @Nullable Duration getWriteTimeout() {
			return this.writeTimeout;
		}

		public void setWriteTimeout(@Nullable Duration writeTimeout) {
			this.writeTimeout = writeTimeout;
		}

		public OutputMode getOutput() {
			return this.output;
		}

		public void setOutput(OutputMode output) {
			this.output = output;
		}

		public Duration getKeepAliveInterval() {
			return this.keepAliveInterval;
		}

		public void setKeepAliveInterval(Duration keepAliveInterval) {
			this.keepAliveInterval = keepAliveInterval;
		}

		public Duration getKeepAliveTimeout() {
			return this.keepAliveTimeout;
		}

		public void setKeepAliveTimeout(Duration keepAliveTimeout) {
			this.keepAliveTimeout = keepAliveTimeout;
		}

		public boolean isPty() {
			return this.pty;
		}

		public void setPty(boolean pty) {
			this.pty = pty;
		}

		public int getColumns() {
			return this.columns;
		}

		public void setColumns(int columns) {
			this.columns = columns;
		}

		public int getRows() {
			return this.rows;
		}

		public void setRows(int rows) {
			this.rows = rows;
		}

		public @Nullable String getWorkingDirectory() {
			return this.workingDirectory;
		}

		public void setWorkingDirectory(@Nullable String workingDirectory) {
			this.workingDirectory = workingDirectory;
		}

		public Map<String, String> getEnv() {
			return this.env;
		}

	}

}
