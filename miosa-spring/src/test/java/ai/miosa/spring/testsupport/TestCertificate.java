package ai.miosa.spring.testsupport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A self-signed certificate of a server.
 */
public final class TestCertificate {

	private static final String LOOPBACK = "127.0.0.1";

	private static final Map<String, TestCertificate> CERTIFICATES = new ConcurrentHashMap<>();

	private final X509Bundle bundle;

	private final KeyManager[] keyManagers;

	private TestCertificate(X509Bundle bundle, KeyManager[] keyManagers) {
		this.bundle = bundle;
		this.keyManagers = keyManagers;
	}

	/**
	 * Return the certificate of the servers on the loopback address.
	 */
	public static TestCertificate ofLoopback() {
		return CERTIFICATES.computeIfAbsent(LOOPBACK,
				(address) -> generate((certificate) -> certificate.addSanIpAddress(address)));
	}

	/**
	 * Return the certificate of a host.
	 */
	public static TestCertificate of(String host) {
		return CERTIFICATES.computeIfAbsent(host, (name) -> generate((certificate) -> certificate.addSanDnsName(name)));
	}

	private static TestCertificate generate(Consumer<CertificateBuilder> subject) {
		try {
			CertificateBuilder certificate = new CertificateBuilder().ecp256()
				.subject("CN=server")
				.setIsCertificateAuthority(true);
			subject.accept(certificate);
			X509Bundle bundle = certificate.buildSelfSigned();
			return new TestCertificate(bundle, bundle.toKeyManagerFactory().getKeyManagers());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the certificate as PEM, to be trusted by an application.
	 */
	public String pem() {
		return this.bundle.getCertificatePEM();
	}

	/**
	 * Return this certificate with a listener that is called for each full handshake,
	 * since only these use the server's private key.
	 */
	public TestCertificate onUse(Runnable listener) {
		X509ExtendedKeyManager keyManager = (X509ExtendedKeyManager) this.keyManagers[0];
		return new TestCertificate(this.bundle, new KeyManager[] { new ListeningKeyManager(keyManager, listener) });
	}

	/**
	 * Return a new context of a server that has this certificate and of a client that
	 * trusts it.
	 */
	public SSLContext newContext() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(this.keyManagers, new TrustManager[] { this.bundle.toTrustManager() }, null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Notifies a listener whenever the private key is used.
	 */
	private static final class ListeningKeyManager extends X509ExtendedKeyManager {

		private final X509ExtendedKeyManager delegate;

		private final Runnable listener;

		ListeningKeyManager(X509ExtendedKeyManager delegate, Runnable listener) {
			this.delegate = delegate;
			this.listener = listener;
		}

		@Override
		public PrivateKey getPrivateKey(String alias) {
			this.listener.run();
			return this.delegate.getPrivateKey(alias);
		}

		@Override
		public X509Certificate[] getCertificateChain(String alias) {
			return this.delegate.getCertificateChain(alias);
		}

		@Override
		public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
			return this.delegate.chooseServerAlias(keyType, issuers, socket);
		}

		@Override
		public String[] getServerAliases(String keyType, Principal[] issuers) {
			return this.delegate.getServerAliases(keyType, issuers);
		}

		@Override
		public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
			return null;
		}

		@Override
		public String[] getClientAliases(String keyType, Principal[] issuers) {
			return null;
		}

	}

}
