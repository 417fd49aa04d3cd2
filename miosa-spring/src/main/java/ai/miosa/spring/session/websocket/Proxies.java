package ai.miosa.spring.session.websocket;

import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the JDK is configured with: {@link ProxySelector} chooses, and
 * {@link Authenticator} has the credentials.
 */
final class Proxies {

	private Proxies() {
	}

	/**
	 * Return the proxy for a server.
	 * @param upgrade the upgrade request
	 * @return the proxy, or {@code null} for a direct connection
	 */
	static @Nullable Proxy select(WebSocketUpgrade upgrade) {
		ProxySelector selector = ProxySelector.getDefault();
		if (selector == null) {
			return null;
		}
		for (Proxy proxy : selector.select(httpUri(upgrade))) {
			if (proxy.type() != Proxy.Type.DIRECT && proxy.address() instanceof InetSocketAddress) {
				return proxy;
			}
			if (proxy.type() == Proxy.Type.DIRECT) {
				return null;
			}
		}
		return null;
	}

	/**
	 * Return the URI for selectors and authenticators, which know no {@code ws}. It has
	 * no query, which would show them the command.
	 */
	private static URI httpUri(WebSocketUpgrade upgrade) {
		return URI.create((upgrade.isSecure() ? "https://" : "http://") + upgrade.uri().getRawAuthority() + "/");
	}

	/**
	 * Return how a proxy is named in messages.
	 * @param proxy the proxy
	 * @return its host and port
	 */
	static String describe(Proxy proxy) {
		InetSocketAddress address = (InetSocketAddress) proxy.address();
		return address.getHostString() + ":" + address.getPort();
	}

	/**
	 * Return the handler that connects through a proxy.
	 * @param proxy the proxy
	 * @param address its resolved address
	 * @param upgrade the upgrade request
	 * @return the handler
	 */
	static ProxyHandler handler(Proxy proxy, InetSocketAddress address, WebSocketUpgrade upgrade) {
		PasswordAuthentication credentials = credentials(proxy, upgrade);
		if (proxy.type() == Proxy.Type.SOCKS) {
			return (credentials != null)
					? new Socks5ProxyHandler(address, credentials.getUserName(), new String(credentials.getPassword()))
					: new Socks5ProxyHandler(address);
		}
		return (credentials != null)
				? new HttpProxyHandler(address, credentials.getUserName(), new String(credentials.getPassword()))
				: new HttpProxyHandler(address);
	}

	private static @Nullable PasswordAuthentication credentials(Proxy proxy, WebSocketUpgrade upgrade) {
		Authenticator authenticator = Authenticator.getDefault();
		if (authenticator == null) {
			return null;
		}
		InetSocketAddress address = (InetSocketAddress) proxy.address();
		boolean socks = proxy.type() == Proxy.Type.SOCKS;
		return Authenticator.requestPasswordAuthentication(authenticator, address.getHostString(), address.getAddress(),
				address.getPort(), (socks) ? "SOCKS5" : "http", "", (socks) ? "" : "basic", url(upgrade),
				RequestorType.PROXY);
	}

	private static URL url(WebSocketUpgrade upgrade) {
		try {
			return httpUri(upgrade).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("The URI is not valid", ex);
		}
	}

}
