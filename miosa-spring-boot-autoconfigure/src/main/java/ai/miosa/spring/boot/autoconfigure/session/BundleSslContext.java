package ai.miosa.spring.boot.autoconfigure.session;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * SSL context of a bundle that may be reloaded: new connections use the current one.
 */
final class BundleSslContext extends SSLContext {

	/**
	 * Create a context.
	 * @param bundles supplies the current bundle
	 */
	BundleSslContext(Supplier<SslBundle> bundles) {
		this(new Current(bundles));
	}

	private BundleSslContext(Current current) {
		super(current, current.get().getProvider(), current.get().getProtocol());
	}

	private static final class Current extends SSLContextSpi {

		private final Supplier<SslBundle> bundles;

		private @Nullable SslBundle bundle;

		private @Nullable SSLContext context;

		Current(Supplier<SslBundle> bundles) {
			this.bundles = bundles;
		}

		synchronized SSLContext get() {
			SslBundle bundle = this.bundles.get();
			if (this.context == null || bundle != this.bundle) {
				this.context = bundle.createSslContext();
				this.bundle = bundle;
			}
			return this.context;
		}

		@Override
		protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
				throws KeyManagementException {
			throw new KeyManagementException("The context belongs to an SSL bundle");
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			return get().getSocketFactory();
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			return get().getServerSocketFactory();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			return get().createSSLEngine();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			return get().createSSLEngine(host, port);
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return get().getServerSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return get().getClientSessionContext();
		}

	}

}
