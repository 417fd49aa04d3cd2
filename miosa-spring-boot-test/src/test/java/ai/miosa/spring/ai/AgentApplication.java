package ai.miosa.spring.ai;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * An application that gives a language model the tools, on a local computer.
 */
final class AgentApplication {

	private AgentApplication() {
	}

	static ConfigurableApplicationContext start(MiosaLocalComputer computer, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--miosa.api-key=" + computer.getApiKey(),
				"--miosa.base-url=" + computer.getBaseUrl(), "--miosa.computer-id=" + computer.getComputerId(),
				"--miosa.ai.tools.enabled=true", "--miosa.retry.enabled=false"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
