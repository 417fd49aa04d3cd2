package ai.miosa.spring.attack;

import java.util.List;

import javax.net.ssl.SSLContext;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate for 127.0.0.1, and the properties of an application that trusts it.
 */
final class Tls {

	private static final X509Bundle CERTIFICATE = generate();

	private Tls() {
	}

	private static X509Bundle generate() {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=test")
				.addSanIpAddress("127.0.0.1")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<String> clientProperties() {
		return List.of("miosa.ssl.bundle=attack",
				"spring.ssl.bundle.pem.attack.truststore.certificate=" + CERTIFICATE.getCertificatePEM());
	}

	static SSLContext serverContext() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(CERTIFICATE.toKeyManagerFactory().getKeyManagers(), null, null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
