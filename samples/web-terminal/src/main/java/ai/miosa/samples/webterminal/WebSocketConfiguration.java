package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * Serves {@link TerminalHandler} at {@code /terminal}. Connections from pages of other
 * origins are refused, which is Spring's default.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebSocketConfiguration implements WebSocketConfigurer {

	// The page sends stdin in pieces of 16 KiB
	private static final int MAX_MESSAGE = 32 * 1024;

	// The page says every 30 seconds that it is there, in a background tab every minute
	private static final Duration MAX_SILENCE = Duration.ofMinutes(3);

	private final TerminalHandler terminals;

	WebSocketConfiguration(TerminalHandler terminals) {
		this.terminals = terminals;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(this.terminals, "/terminal");
	}

	@Bean
	ServletServerContainerFactoryBean webSocketContainer() {
		ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
		container.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
		container.setMaxSessionIdleTimeout(MAX_SILENCE.toMillis());
		return container;
	}

}
