package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets browsers keep xterm.js, whose path names its version.
 */
@Configuration(proxyBeanMethods = false)
class StaticResourceConfiguration implements WebMvcConfigurer {

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/xterm-6.0.0/**")
			.addResourceLocations("classpath:/static/xterm-6.0.0/")
			.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable());
	}

}
