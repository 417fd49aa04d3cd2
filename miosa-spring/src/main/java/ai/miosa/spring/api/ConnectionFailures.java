package ai.miosa.spring.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.springframework.web.reactive.function.client.WebClientRequestException;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;

/**
 * Exceptions for connections that failed.
 */
final class ConnectionFailures {

	private static final String CREDENTIALS = ". The proxy demands credentials: those of java.net.Authenticator are sent, but the "
			+ "JDK's client sends none for https unless the system property 'jdk.http.auth.tunneling.disabledSchemes' "
			+ "is set to a value without Basic, such as an empty one";

	private final MiosaEndpoint endpoint;

	ConnectionFailures(MiosaEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return the exception for a failed exchange.
	 * @param exchange the exchange, which is ended
	 * @param thrown the exception of the connector
	 */
	MiosaConnectionException of(ApiExchange exchange, Throwable thrown) {
		ApiCall call = exchange.call();
		// The wrapping exception names the URI
		Throwable cause = (thrown instanceof WebClientRequestException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		// The JDK's client requests the body before the TLS handshake has ended, and
		// keeps it until then
		boolean sent = exchange.end() && !(cause instanceof SSLHandshakeException)
				&& (exchange.hasBody() || !isUnconnected(cause));
		String message = sent ? " lost the connection to " + this.endpoint + " after sending the request"
				: " was not sent: " + reason(cause);
		return new MiosaConnectionException(call.action() + message, call.computerId(), sent, withoutContent(cause));
	}

	private static boolean isUnconnected(Throwable cause) {
		return cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof HttpConnectTimeoutException;
	}

	private String reason(Throwable cause) {
		if (cause instanceof UnknownHostException) {
			return "the host of " + this.endpoint + " is unknown; check 'miosa.base-url' and the network";
		}
		if (cause instanceof SSLException) {
			return "no TLS connection to " + this.endpoint
					+ "; check that the port speaks TLS, that its certificate is trusted ('miosa.ssl.bundle'), and any "
					+ "proxy in between";
		}
		return "could not connect to " + this.endpoint + ", or to the proxy in between";
	}

	MiosaConnectionException rejectedByProxy(ApiCall call, int status) {
		String message = " was not sent: the proxy in front of " + this.endpoint + " answered with status " + status;
		return new MiosaConnectionException(call.action() + message + ((status == 407) ? CREDENTIALS : ""),
				call.computerId(), false, null);
	}

	MiosaConnectionException lostResponse(ApiCall call, Throwable cause) {
		return new MiosaConnectionException(call.action() + " lost the connection while reading the response",
				call.computerId(), !call.safe(), withoutContent(cause));
	}

	/**
	 * Keep a cause whose message comes from the operating system or the TLS
	 * implementation. Of any other, keep only the type, because HTTP parsers quote what
	 * they cannot read.
	 */
	private static Throwable withoutContent(Throwable cause) {
		if (cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause.getClass() == SocketException.class
				|| cause.getClass().getPackage() == SSLException.class.getPackage()) {
			return cause;
		}
		IOException safe = new IOException(cause.getClass().getName());
		safe.setStackTrace(cause.getStackTrace());
		return safe;
	}

}
