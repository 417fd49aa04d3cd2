package ai.miosa.spring.session;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLHandshakeException;

import org.apache.tomcat.websocket.AuthenticationException;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiErrors;

/**
 * Tells why a handshake failed. Tomcat's exceptions quote the URL, which holds the
 * command, so that neither their messages nor they themselves go any further.
 */
final class HandshakeFailure {

	/**
	 * How Tomcat quotes the status in all languages. The status is all that it keeps of
	 * the answer.
	 */
	private static final Pattern STATUS = Pattern.compile("\\[(\\d{3})]");

	private static final int UNAUTHORIZED = 401;

	private static final String ACTION = "spawn";

	private HandshakeFailure() {
	}

	static MiosaException of(String computerId, Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof TimeoutException) {
				// Tomcat's own exception has a cause if it was waiting for the answer
				return new MiosaTimeoutException(ACTION + " timed out before the session was open", computerId,
						cause.getCause() != null, null);
			}
			if (cause instanceof AuthenticationException) {
				Integer status = status(thrown);
				return refused(computerId, (status != null) ? status : UNAUTHORIZED);
			}
			if (cause instanceof RejectedExecutionException) {
				return new MiosaConnectionException(ACTION + " failed: the task executor takes no tasks", computerId,
						false, null);
			}
			if (cause instanceof ConnectException || cause instanceof NoRouteToHostException
					|| cause instanceof SSLHandshakeException || cause instanceof UnresolvedAddressException) {
				return new MiosaConnectionException(ACTION + " failed: no connection to the server", computerId, false,
						(Exception) cause);
			}
			if (cause instanceof IOException) {
				return new MiosaConnectionException(ACTION + " failed: the connection broke during the handshake",
						computerId, true, (cause instanceof EOFException) ? null : cause);
			}
		}
		Integer status = status(thrown);
		return (status != null) ? refused(computerId, status) : new MiosaConnectionException(
				ACTION + " failed: the server's answer is not a WebSocket handshake" + " (redirects are not followed)",
				computerId, true, null);
	}

	private static MiosaException refused(String computerId, int status) {
		return ApiErrors.toException(ACTION, computerId, status, (header) -> null, new byte[0]);
	}

	private static @Nullable Integer status(Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			Matcher matcher = STATUS.matcher(String.valueOf(cause.getMessage()));
			if (matcher.find()) {
				return Integer.valueOf(matcher.group(1));
			}
		}
		return null;
	}

}
