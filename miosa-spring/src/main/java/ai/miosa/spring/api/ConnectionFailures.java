package ai.miosa.spring.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;

import javax.net.ssl.SSLException;

import org.springframework.web.reactive.function.client.WebClientRequestException;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;

/**
 * Exceptions for connections that failed.
 */
final class ConnectionFailures {

	private final MiosaEndpoint endpoint;

	ConnectionFailures(MiosaEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return the exception for a failed exchange.
	 * @param call the description of the call
	 * @param thrown what the connector reports
	 * @param sent whether the request may have been sent
	 */
	MiosaConnectionException of(ApiCall call, Throwable thrown, boolean sent) {
		// The exception around it names the URI
		Throwable cause = (thrown instanceof WebClientRequestException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		String message = sent ? " lost the connection to " + this.endpoint + " after sending the request"
				: " was not sent: " + reason(cause);
		return new MiosaConnectionException(call.action() + message, call.computerId(), sent, withoutContent(cause));
	}

	private String reason(Throwable cause) {
		if (cause instanceof UnknownHostException) {
			return "the host of " + this.endpoint + " is unknown, check 'miosa.base-url' and the network";
		}
		if (cause instanceof SSLException) {
			return "no TLS connection to " + this.endpoint
					+ ", check that the port speaks TLS, that its certificate is trusted ('miosa.ssl.bundle') and the "
					+ "proxy, if there is one on the way";
		}
		return "no connection to " + this.endpoint + " or to the proxy on the way, if there is one";
	}

	MiosaConnectionException refusedByProxy(ApiCall call, int status) {
		return new MiosaConnectionException(call.action() + " was not sent: the proxy on the way to " + this.endpoint
				+ " answered with status " + status + ", check the proxy and its credentials", call.computerId(), false,
				null);
	}

	MiosaConnectionException lostResponse(ApiCall call, Throwable cause) {
		return new MiosaConnectionException(call.action() + " lost the connection while reading the response",
				call.computerId(), true, withoutContent(cause));
	}

	/**
	 * Keep a cause if its message comes from the operating system or the TLS stack alone.
	 * Of any other only the type is kept, since HTTP parsers quote what they cannot read.
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
