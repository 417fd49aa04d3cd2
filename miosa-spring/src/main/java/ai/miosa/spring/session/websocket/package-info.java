/**
 * A Jakarta WebSocket client container on Netty, under Spring's
 * {@link org.springframework.web.socket.client.standard.StandardWebSocketClient}.
 * Internal: the public types here are for the session client alone.
 */
@NullMarked
package ai.miosa.spring.session.websocket;

import org.jspecify.annotations.NullMarked;
