package ai.miosa.spring.attack;

import java.util.List;

import javax.net.ssl.SSLContext;

import ai.miosa.spring.testsupport.TestCertificate;

/**
 * TLS of the servers on the loopback address, and of an application that trusts them.
 */
final class Tls {

	private Tls() {
	}

	static List<String> clientProperties() {
		return List.of("miosa.ssl.bundle=attack",
				"spring.ssl.bundle.pem.attack.truststore.certificate=" + TestCertificate.ofLoopback().pem());
	}

	static SSLContext serverContext() {
		return TestCertificate.ofLoopback().newContext();
	}

}
