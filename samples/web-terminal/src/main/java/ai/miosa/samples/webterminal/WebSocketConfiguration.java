package ai.miosa.samples.webterminal;

import java.time.Duration;
import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Serves the WebSocket connections of the page. Connections from pages of other origins
 * are refused, which is Spring's default.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebSocketConfiguration implements WebSocketConfigurer {

	// The page sends stdin in pieces of 16 KiB
	private static final int MAX_MESSAGE = 32 * 1024;

	// The page says every 30 seconds that it is there, in a background tab every minute
	private static final Duration MAX_SILENCE = Duration.ofMinutes(3);

	private final TerminalHandler terminals;

	private final StatusHandler status;

	WebSocketConfiguration(TerminalHandler terminals, StatusHandler status) {
		this.terminals = terminals;
		this.status = status;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(this.terminals, "/terminal").setHandshakeHandler(new UncompressedHandshakeHandler());
		registry.addHandler(this.status, "/status");
	}

	@Bean
	ServletServerContainerFactoryBean webSocketContainer() {
		ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
		container.setMaxTextMessageBufferSize(MAX_MESSAGE);
		container.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
		container.setMaxSessionIdleTimeout(MAX_SILENCE.toMillis());
		return container;
	}

	/**
	 * Leaves terminal output uncompressed: to compress each frame costs more time than it
	 * saves but on slow lines.
	 */
	private static final class UncompressedHandshakeHandler extends DefaultHandshakeHandler {

		@Override
		protected List<WebSocketExtension> filterRequestedExtensions(ServerHttpRequest request,
				List<WebSocketExtension> requestedExtensions, List<WebSocketExtension> supportedExtensions) {
			return List.of();
		}

	}

}
