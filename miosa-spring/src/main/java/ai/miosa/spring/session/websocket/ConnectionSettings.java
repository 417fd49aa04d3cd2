package ai.miosa.spring.session.websocket;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * The settings that all connections of a transport share.
 *
 * @param connectTimeout the time allowed for the TCP connection to each address
 * @param sslContext the SSL context, or {@code null} for the platform's
 * @param sslParameters the protocols and cipher suites of TLS, or {@code null} for those
 * of the context
 * @param addressFilter the addresses that may be connected to, or {@code null} for all
 * @param virtualThreads whether user code runs on virtual threads
 */
public record ConnectionSettings(Duration connectTimeout, @Nullable SSLContext sslContext,
		@Nullable SSLParameters sslParameters, @Nullable Predicate<InetAddress> addressFilter, boolean virtualThreads) {
}
