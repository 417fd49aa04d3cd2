/**
 * Jakarta WebSocket client container on Netty, used by Spring's
 * {@link org.springframework.web.socket.client.standard.StandardWebSocketClient}.
 * Internal.
 */
@NullMarked
package ai.miosa.spring.session.websocket;

import org.jspecify.annotations.NullMarked;
