package ai.miosa.spring.api;

import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;

import org.jspecify.annotations.Nullable;

/**
 * Proxy that is configured for the JDK: a {@link ProxySelector} selects it, and the
 * {@link Authenticator} provides its credentials. {@link #toString()} shows the host and
 * port.
 */
public final class SystemProxy {

	private final Proxy.Type type;

	private final InetSocketAddress address;

	private final URI target;

	private SystemProxy(Proxy.Type type, InetSocketAddress address, URI target) {
		this.type = type;
		this.address = address;
		this.target = target;
	}

	/**
	 * Select the proxy for a server.
	 * @param selector the selector, or {@code null} if there is none
	 * @param uri the URI of the server, {@code http} or {@code https}. Selectors and
	 * authenticators receive neither its path nor its query, which may be secret
	 * @return the proxy, or {@code null} for a direct connection
	 */
	public static @Nullable SystemProxy select(@Nullable ProxySelector selector, URI uri) {
		if (selector == null) {
			return null;
		}
		URI target = URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
		for (Proxy proxy : selector.select(target)) {
			if (proxy.type() == Proxy.Type.DIRECT) {
				return null;
			}
			if (proxy.address() instanceof InetSocketAddress address) {
				return new SystemProxy(proxy.type(), address, target);
			}
		}
		return null;
	}

	/**
	 * Return the type.
	 * @return {@code HTTP} or {@code SOCKS}
	 */
	public Proxy.Type getType() {
		return this.type;
	}

	/**
	 * Return the host name or address.
	 * @return the host
	 */
	public String getHost() {
		return this.address.getHostString();
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int getPort() {
		return this.address.getPort();
	}

	/**
	 * Return the credentials.
	 * @return the credentials, or {@code null} if the authenticator has none
	 */
	public @Nullable PasswordAuthentication getCredentials() {
		Authenticator authenticator = Authenticator.getDefault();
		if (authenticator == null) {
			return null;
		}
		boolean socks = this.type == Proxy.Type.SOCKS;
		return Authenticator.requestPasswordAuthentication(authenticator, getHost(), this.address.getAddress(),
				getPort(), (socks) ? "SOCKS5" : "http", "", (socks) ? "" : "basic", url(), RequestorType.PROXY);
	}

	private URL url() {
		try {
			return this.target.toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("The URI is not valid", ex);
		}
	}

	@Override
	public String toString() {
		return getHost() + ":" + getPort();
	}

}
