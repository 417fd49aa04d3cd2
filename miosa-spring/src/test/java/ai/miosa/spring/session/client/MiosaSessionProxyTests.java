package ai.miosa.spring.session.client;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.testsupport.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The proxies that the JVM is configured with apply to sessions.
 */
@ParameterizedClass
@EnumSource
class MiosaSessionProxyTests {

	private static final String HOST = "computers.example";

	private final ProxySelector selector = ProxySelector.getDefault();

	private final List<URI> selected = new CopyOnWriteArrayList<>();

	private final SessionServer server;

	private final MiosaSessionClient client;

	private LoopbackProxy proxy;

	@RegisterExtension
	final Sessions sessions;

	MiosaSessionProxyTests(Transport transport) {
		this.sessions = new Sessions(transport);
		this.server = SessionServer.start(transport, TestCertificate.of(HOST), (peer) -> {
			peer.upgrade("miosa-exec-v1");
			peer.exitAndClose(3);
			peer.stay();
		});
		MiosaEndpoint endpoint = MiosaEndpoint.ofAllowingPlaintext(transport.scheme() + "://" + HOST + ":8443/api",
				SessionServer.KEY, null);
		this.client = this.sessions.client(this.server.client().endpoint(endpoint));
	}

	@BeforeEach
	void startProxy() throws IOException {
		this.proxy = new LoopbackProxy(this.server.port());
	}

	@AfterEach
	void restore() throws IOException {
		ProxySelector.setDefault(this.selector);
		Authenticator.setDefault(null);
		this.proxy.close();
		this.server.close();
	}

	@Test
	void httpProxyResolvesTheHostAndTunnels() {
		select(Proxy.Type.HTTP);
		assertSession();
		assertThat(this.proxy.requests()).containsExactly("CONNECT " + HOST + ":8443 HTTP/1.1");
		assertThat(this.proxy.credentials()).isEmpty();
	}

	@Test
	void selectorIsNotShownTheCommand() {
		select(Proxy.Type.HTTP);
		assertSession();
		assertThat(this.selected).hasSize(1).allSatisfy((uri) -> {
			assertThat(uri.getScheme()).startsWith("http");
			assertThat(uri.getAuthority()).isEqualTo(HOST + ":8443");
			assertThat(uri.getQuery()).isNull();
		});
	}

	@Test
	void httpProxyIsGivenTheCredentialsOfTheAuthenticator() {
		select(Proxy.Type.HTTP);
		authenticate();
		assertSession();
		assertThat(this.proxy.credentials()).containsExactly(
				"Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void socksProxyResolvesTheHost() {
		select(Proxy.Type.SOCKS);
		assertSession();
		assertThat(this.proxy.requests()).containsExactly(HOST + ":8443");
		assertThat(this.proxy.credentials()).isEmpty();
	}

	@Test
	void socksProxyIsGivenTheCredentialsOfTheAuthenticator() {
		select(Proxy.Type.SOCKS);
		authenticate();
		assertSession();
		assertThat(this.proxy.credentials()).containsExactly("user:secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "407 Proxy Authentication Required", "401 No", "404 Not Found", "502 Bad Gateway" })
	void rejectionByTheProxyIsConnectionFailureThatNamesIt(String status) {
		select(Proxy.Type.HTTP);
		this.proxy.refusal = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
		assertProxyFailure();
		assertThat(this.server.requests()).isZero();
	}

	@Test
	void rejectionByTheSocksProxyIsConnectionFailureThatNamesIt() {
		select(Proxy.Type.SOCKS);
		this.proxy.refusal = "not allowed";
		assertProxyFailure();
	}

	@Test
	void unreachableProxyIsNamed() throws IOException {
		select(Proxy.Type.HTTP);
		this.proxy.close();
		assertProxyFailure();
	}

	@Test
	void systemPropertiesChooseTheProxyAndItsExceptions() {
		String prefix = this.server.endpoint().getBaseUrl().getScheme();
		System.setProperty(prefix + ".proxyHost", "127.0.0.1");
		System.setProperty(prefix + ".proxyPort", String.valueOf(this.proxy.port()));
		try {
			assertSession();
			assertThat(this.proxy.requests()).hasSize(1);
			System.setProperty("http.nonProxyHosts", "*.example");
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(this::open)
				.withMessageContaining("host is not known");
			assertThat(this.proxy.requests()).hasSize(1);
		}
		finally {
			System.clearProperty(prefix + ".proxyHost");
			System.clearProperty(prefix + ".proxyPort");
			System.clearProperty("http.nonProxyHosts");
		}
	}

	private void assertSession() {
		assertThat(open().await(SessionServer.TIMEOUT)).isEqualTo(3);
	}

	private MiosaSession open() {
		return this.client.open("cmp_1", "canary", SessionOptions.none()).block(SessionServer.TIMEOUT);
	}

	private void assertProxyFailure() {
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(this::open)
			.withMessageContaining("proxy 127.0.0.1:" + this.proxy.port())
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

	private void select(Proxy.Type type) {
		Proxy selectedProxy = new Proxy(type, InetSocketAddress.createUnresolved("127.0.0.1", this.proxy.port()));
		ProxySelector.setDefault(new ProxySelector() {

			@Override
			public List<Proxy> select(URI uri) {
				if (uri.getScheme().equals("socket")) {
					// The proxy's own connections
					return List.of(Proxy.NO_PROXY);
				}
				MiosaSessionProxyTests.this.selected.add(uri);
				return List.of(selectedProxy);
			}

			@Override
			public void connectFailed(URI uri, SocketAddress address, IOException failure) {
			}

		});
	}

	private void authenticate() {
		int port = this.proxy.port();
		Authenticator.setDefault(new Authenticator() {

			@Override
			protected PasswordAuthentication getPasswordAuthentication() {
				return (getRequestorType() == RequestorType.PROXY && getRequestingPort() == port)
						? new PasswordAuthentication("user", "secret".toCharArray()) : null;
			}

		});
	}

}
