package ai.miosa.spring.testsupport;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

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

	private final X509TrustManager trustManager;

	private TestCertificate(X509Bundle bundle, KeyManager[] keyManagers, X509TrustManager trustManager) {
		this.bundle = bundle;
		this.keyManagers = keyManagers;
		this.trustManager = trustManager;
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
			return new TestCertificate(bundle, bundle.toKeyManagerFactory().getKeyManagers(),
					(X509TrustManager) bundle.toTrustManager());
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
	 * since only these send the certificate to the client, which checks it.
	 */
	public TestCertificate onCheck(Runnable listener) {
		return new TestCertificate(this.bundle, this.keyManagers,
				new ListeningTrustManager(this.trustManager, listener));
	}

	/**
	 * Return a new context of a server that has this certificate and of a client that
	 * trusts it.
	 */
	public SSLContext newContext() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(this.keyManagers, new TrustManager[] { this.trustManager }, null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Notifies a listener whenever a client checks the certificate.
	 */
	private record ListeningTrustManager(X509TrustManager delegate, Runnable listener) implements X509TrustManager {

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			this.listener.run();
			this.delegate.checkServerTrusted(chain, authType);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			this.delegate.checkClientTrusted(chain, authType);
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return this.delegate.getAcceptedIssuers();
		}

	}

}
