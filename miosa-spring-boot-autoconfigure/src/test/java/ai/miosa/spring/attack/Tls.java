package ai.miosa.spring.attack;

import java.util.List;

import javax.net.ssl.SSLContext;

import ai.miosa.spring.testsupport.TestCertificate;

/**
 * TLS of the servers on the loopback address, and of an application that trusts them.
 */
final class Tls {

	static final String BUNDLE = "attack";

	private Tls() {
	}

	static List<String> clientProperties() {
		String certificate = "spring.ssl.bundle.pem." + BUNDLE + ".truststore.certificate=";
		return List.of("miosa.ssl.bundle=" + BUNDLE, certificate + TestCertificate.ofLoopback().pem());
	}

	static SSLContext serverContext() {
		return TestCertificate.ofLoopback().newContext();
	}

}
