package ai.miosa.samples.webterminal;

import java.time.Duration;
import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Serves the WebSocket connections of the page, and lets browsers keep xterm.js.
 * Connections from pages of other origins are rejected, which is Spring's default.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebConfiguration implements WebSocketConfigurer, WebMvcConfigurer {

	// The page sends stdin in pieces of 16 KiB
	private static final int MAX_MESSAGE = 32 * 1024;

	// The page sends a message every 20 seconds, in a background tab every minute
	private static final Duration MAX_SILENCE = Duration.ofMinutes(3);

	private final TerminalHandler terminals;

	WebConfiguration(TerminalHandler terminals) {
		this.terminals = terminals;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(this.terminals, "/terminal").setHandshakeHandler(new DefaultHandshakeHandler() {

			// Compressing each frame takes longer than it saves on all but slow lines
			@Override
			protected List<WebSocketExtension> filterRequestedExtensions(ServerHttpRequest request,
					List<WebSocketExtension> requested, List<WebSocketExtension> supported) {
				return List.of();
			}

		});
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/xterm-6.0.0/*")
			.addResourceLocations("classpath:/static/xterm-6.0.0/")
			.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable());
	}

	@Bean
	ServletServerContainerFactoryBean webSocketContainer() {
		ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
		container.setMaxTextMessageBufferSize(MAX_MESSAGE);
		container.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
		container.setMaxSessionIdleTimeout(MAX_SILENCE.toMillis());
		return container;
	}

}
