package ai.miosa.spring.session.client;

import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A self-signed certificate, made once in each JVM for each name.
 */
public final class TestCertificate {

	private static final char[] PASSWORD = "password".toCharArray();

	private static final Map<String, TestCertificate> CERTIFICATES = new ConcurrentHashMap<>();

	private final KeyManager[] keyManagers;

	private final TrustManager[] trustManagers;

	private TestCertificate(KeyManager[] keyManagers, TrustManager[] trustManagers) {
		this.keyManagers = keyManagers;
		this.trustManagers = trustManagers;
	}

	/**
	 * Return the certificate of the servers on the loopback address.
	 */
	static TestCertificate ofLoopback() {
		return of("ip:127.0.0.1");
	}

	/**
	 * Return the certificate for a name.
	 * @param name the subject alternative name as keytool spells it
	 */
	static TestCertificate of(String name) {
		return CERTIFICATES.computeIfAbsent(name, TestCertificate::generate);
	}

	private static TestCertificate generate(String name) {
		try {
			Path directory = Files.createTempDirectory("certificate");
			try {
				Path store = directory.resolve("store.p12");
				keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server", "-ext",
						"san=" + name, "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
						new String(PASSWORD));
				try (InputStream in = Files.newInputStream(store)) {
					return load(in);
				}
				finally {
					Files.delete(store);
				}
			}
			finally {
				Files.delete(directory);
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void keytool(String... arguments) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
		builder.command().add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		Process keytool = builder.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
			throw new IllegalStateException(output);
		}
	}

	private static TestCertificate load(InputStream in) throws Exception {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		keys.load(in, PASSWORD);
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server", keys.getCertificate("server"));
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keyManagers.init(keys, PASSWORD);
		TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trustManagers.init(trusted);
		return new TestCertificate(keyManagers.getKeyManagers(), trustManagers.getTrustManagers());
	}

	/**
	 * Return this certificate with a listener that hears of each full handshake, for
	 * which alone a server takes its private key.
	 */
	TestCertificate onUse(Runnable listener) {
		X509ExtendedKeyManager keyManager = (X509ExtendedKeyManager) this.keyManagers[0];
		return new TestCertificate(new KeyManager[] { new ListeningKeyManager(keyManager, listener) },
				this.trustManagers);
	}

	/**
	 * Return a new context of a server that has this certificate and of a client that
	 * trusts it.
	 */
	SSLContext newContext() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(this.keyManagers, this.trustManagers, null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A key manager that tells whenever its private key is taken.
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
