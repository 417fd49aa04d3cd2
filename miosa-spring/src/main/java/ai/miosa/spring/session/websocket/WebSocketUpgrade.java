package ai.miosa.spring.session.websocket;

import java.net.URI;
import java.time.Duration;

import io.netty.handler.codec.http.websocketx.WebSocketScheme;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * An upgrade request. Parts of it are withheld from Spring's client, which logs the URL,
 * whose query contains the command, and the headers, which contain the key.
 *
 * @param uri the {@code ws} or {@code wss} URI
 * @param headers the headers besides those of the handshake itself
 * @param subprotocol the subprotocol that the server must select, or {@code null} for
 * none
 * @param timeout the time allowed from the call to the open connection
 */
public record WebSocketUpgrade(URI uri, HttpHeaders headers, @Nullable String subprotocol, Duration timeout) {

	boolean isSecure() {
		return "wss".equalsIgnoreCase(this.uri.getScheme());
	}

	/**
	 * Return the URI for proxy selectors and authenticators, which do not know the
	 * WebSocket schemes.
	 */
	URI httpUri() {
		return URI.create((isSecure() ? "https://" : "http://") + this.uri.getRawAuthority());
	}

	int port() {
		int port = this.uri.getPort();
		return (port >= 0) ? port : (isSecure() ? WebSocketScheme.WSS : WebSocketScheme.WS).port();
	}

	/**
	 * Return the host for sockets, certificates and proxies: an IPv6 address without
	 * brackets.
	 */
	String host() {
		String host = this.uri.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * Return the URI without its query, which is safe to log.
	 */
	URI withoutQuery() {
		return UriComponentsBuilder.fromUri(this.uri).replaceQuery(null).build(true).toUri();
	}

	/**
	 * Return the scheme and the authority.
	 */
	@Override
	public String toString() {
		return this.uri.getScheme() + "://" + this.uri.getRawAuthority();
	}

}
