package ai.miosa.spring.session.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.websocket.ConnectionSettings;

/**
 * Builder of a {@link MiosaSessionClient}, returned by its {@code builder} and
 * {@code mutate} methods. Not thread-safe.
 */
public final class MiosaSessionClientBuilder {

	MiosaEndpoint endpoint;

	SessionProtocol protocol = SessionProtocol.EXEC_V1;

	SessionOptions defaultOptions = SessionOptions.none();

	private Duration handshakeTimeout = Duration.ofSeconds(10);

	private Duration keepAliveInterval = Duration.ofSeconds(15);

	private Duration keepAliveTimeout = Duration.ofSeconds(45);

	private Duration awaitTimeout = Duration.ofSeconds(30);

	private @Nullable Duration writeTimeout;

	MiosaSessionRegistry registry = new MiosaSessionRegistry();

	private Duration connectTimeout = Duration.ofSeconds(5);

	private @Nullable SSLContext sslContext;

	private @Nullable SSLParameters sslParameters;

	private @Nullable Predicate<InetAddress> addressFilter;

	private boolean virtualThreads;

	final @Nullable SharedResources shared;

	MiosaSessionClientBuilder(MiosaEndpoint endpoint) {
		this.endpoint = endpoint;
		this.shared = null;
	}

	MiosaSessionClientBuilder(MiosaSessionClientBuilder settings, SharedResources shared) {
		this.endpoint = settings.endpoint;
		this.protocol = settings.protocol;
		this.defaultOptions = settings.defaultOptions;
		this.handshakeTimeout = settings.handshakeTimeout;
		this.keepAliveInterval = settings.keepAliveInterval;
		this.keepAliveTimeout = settings.keepAliveTimeout;
		this.awaitTimeout = settings.awaitTimeout;
		this.writeTimeout = settings.writeTimeout;
		this.registry = settings.registry;
		this.shared = shared;
	}

	/**
	 * Set the API and the credentials.
	 * @param endpoint the endpoint
	 * @return this builder
	 */
	public MiosaSessionClientBuilder endpoint(MiosaEndpoint endpoint) {
		this.endpoint = endpoint;
		return this;
	}

	/**
	 * Set the session protocol.
	 * @param protocol the protocol, {@link SessionProtocol#EXEC_V1} by default
	 * @return this builder
	 */
	public MiosaSessionClientBuilder protocol(SessionProtocol protocol) {
		this.protocol = protocol;
		return this;
	}

	/**
	 * Set the default options.
	 * @param defaultOptions the options
	 * @return this builder
	 */
	public MiosaSessionClientBuilder defaultOptions(SessionOptions defaultOptions) {
		this.defaultOptions = defaultOptions;
		return this;
	}

	/**
	 * Set the time limit for opening a session.
	 * @param handshakeTimeout the time, 10 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is shorter than a millisecond
	 */
	public MiosaSessionClientBuilder handshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = check(handshakeTimeout, "The handshake timeout");
		return this;
	}

	/**
	 * Set how long the server may be silent before it is pinged, and the time between two
	 * pings.
	 * @param keepAliveInterval the time, 15 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is shorter than a millisecond
	 */
	public MiosaSessionClientBuilder keepAliveInterval(Duration keepAliveInterval) {
		this.keepAliveInterval = check(keepAliveInterval, "The keep-alive interval");
		return this;
	}

	/**
	 * Set how long the server may be silent before a session is considered lost. Time
	 * during which either side applies back-pressure or this process is suspended is not
	 * counted.
	 * @param keepAliveTimeout the time, 45 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is shorter than a millisecond
	 */
	public MiosaSessionClientBuilder keepAliveTimeout(Duration keepAliveTimeout) {
		this.keepAliveTimeout = check(keepAliveTimeout, "The keep-alive timeout");
		return this;
	}

	/**
	 * Set how long {@link MiosaSession#await()} waits.
	 * @param awaitTimeout the time, 30 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is shorter than a millisecond
	 */
	public MiosaSessionClientBuilder awaitTimeout(Duration awaitTimeout) {
		this.awaitTimeout = check(awaitTimeout, "The await timeout");
		return this;
	}

	/**
	 * Set how long a write to stdin may block without progress.
	 * @param writeTimeout the time, or {@code null} for no limit, which is the default
	 * @return this builder
	 * @throws IllegalArgumentException if it is shorter than a millisecond
	 */
	public MiosaSessionClientBuilder writeTimeout(@Nullable Duration writeTimeout) {
		this.writeTimeout = (writeTimeout != null) ? check(writeTimeout, "The write timeout") : null;
		return this;
	}

	/**
	 * Set the registry of live sessions.
	 * @param registry the registry, a separate one by default
	 * @return this builder
	 */
	public MiosaSessionClientBuilder registry(MiosaSessionRegistry registry) {
		this.registry = registry;
		return this;
	}

	/**
	 * Set the time allowed for the TCP connection to each address of the server. Has no
	 * effect on a derived client.
	 * @param connectTimeout the time, 5 seconds by default
	 * @return this builder
	 * @throws IllegalArgumentException if it is shorter than a millisecond
	 */
	public MiosaSessionClientBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = check(connectTimeout, "The connect timeout");
		return this;
	}

	/**
	 * Set the SSL context for {@code wss}. The server's certificate must name its host.
	 * Has no effect on a derived client.
	 * @param sslContext the context, or {@code null} for the platform's, which is the
	 * default
	 * @return this builder
	 */
	public MiosaSessionClientBuilder sslContext(@Nullable SSLContext sslContext) {
		this.sslContext = sslContext;
		return this;
	}

	/**
	 * Set the protocols and cipher suites for {@code wss}. Has no effect on a derived
	 * client.
	 * @param sslParameters the parameters, or {@code null} for those of the SSL context
	 * @return this builder
	 */
	public MiosaSessionClientBuilder sslParameters(@Nullable SSLParameters sslParameters) {
		this.sslParameters = sslParameters;
		return this;
	}

	/**
	 * Set which addresses of a server or proxy may be connected to. Has no effect on a
	 * derived client.
	 * @param addressFilter the filter, or {@code null} for all addresses
	 * @return this builder
	 */
	public MiosaSessionClientBuilder addressFilter(@Nullable Predicate<InetAddress> addressFilter) {
		this.addressFilter = addressFilter;
		return this;
	}

	/**
	 * Set whether user code runs on virtual threads, which need Java 21. Has no effect on
	 * a derived client.
	 * @param virtualThreads whether to use them, not by default
	 * @return this builder
	 */
	public MiosaSessionClientBuilder virtualThreads(boolean virtualThreads) {
		this.virtualThreads = virtualThreads;
		return this;
	}

	SessionSettings sessionSettings() {
		return new SessionSettings(this.protocol, this.handshakeTimeout, this.awaitTimeout, this.keepAliveInterval,
				this.keepAliveTimeout, this.writeTimeout);
	}

	ConnectionSettings connectionSettings() {
		return new ConnectionSettings(this.connectTimeout, this.sslContext, this.sslParameters, this.addressFilter,
				this.virtualThreads);
	}

	/**
	 * Build the client.
	 * @return the client
	 */
	public MiosaSessionClient build() {
		return new MiosaSessionClient(this);
	}

	private static Duration check(Duration duration, String what) {
		Assert.isTrue(duration.compareTo(Duration.ofMillis(1)) >= 0, () -> what + " must be at least a millisecond");
		return duration;
	}

}
