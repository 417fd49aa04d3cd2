package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * Serves the WebSocket connections of the page, and lets browsers keep xterm.js.
 * Connections from pages of other origins are rejected, which is Spring's default.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebConfiguration implements WebSocketConfigurer, WebMvcConfigurer {

	private final TerminalController terminals;

	WebConfiguration(TerminalController terminals) {
		this.terminals = terminals;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(this.terminals, "/terminal");
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
		// The page sends a message every 20 seconds, in a background tab every minute
		container.setMaxSessionIdleTimeout(Duration.ofMinutes(3).toMillis());
		return container;
	}

}
