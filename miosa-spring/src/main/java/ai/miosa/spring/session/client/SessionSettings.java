package ai.miosa.spring.session.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionProtocol;

/**
 * What all sessions of a client have in common.
 *
 * @param protocol the session protocol
 * @param handshakeTimeout how long opening a session may take
 * @param awaitTimeout what {@code await()} waits
 * @param keepAliveInterval after which silence the server is sent a ping
 * @param keepAliveTimeout after which silence a session is lost
 * @param writeTimeout how long stdin may wait for the computer without progress, or
 * {@code null} for no bound
 */
record SessionSettings(SessionProtocol protocol, Duration handshakeTimeout, Duration awaitTimeout,
		Duration keepAliveInterval, Duration keepAliveTimeout, @Nullable Duration writeTimeout) {
}
