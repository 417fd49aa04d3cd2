package ai.miosa.spring.session.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionProtocol;

/**
 * The settings that all sessions of a client share.
 *
 * @param protocol the session protocol
 * @param handshakeTimeout how long opening a session may take
 * @param awaitTimeout how long {@code await()} waits
 * @param keepAliveInterval the silence after which the server is pinged
 * @param keepAliveTimeout the silence after which a session is lost
 * @param writeTimeout how long a write to stdin may block without progress, or
 * {@code null} for no limit
 */
record SessionSettings(SessionProtocol protocol, Duration handshakeTimeout, Duration awaitTimeout,
		Duration keepAliveInterval, Duration keepAliveTimeout, @Nullable Duration writeTimeout) {
}
