package ai.miosa.spring.exec;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * A Spring Boot application with the starter and nothing else, connected to a local
 * computer.
 */
final class MiosaApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private MiosaApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static MiosaApplication start(MiosaLocalComputer computer, String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>();
		arguments.put("miosa.api-key", computer.getApiKey());
		arguments.put("miosa.base-url", computer.getBaseUrl());
		arguments.put("miosa.computer-id", computer.getComputerId());
		for (String property : properties) {
			String[] nameAndValue = property.split("=", 2);
			arguments.put(nameAndValue[0], nameAndValue[1]);
		}
		return new MiosaApplication(new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run(arguments.entrySet().stream().map((argument) -> "--" + argument).toArray(String[]::new)));
	}

	MiosaExecTemplate template() {
		return this.context.getBean(MiosaExecTemplate.class);
	}

	ReactiveMiosaExecTemplate reactive() {
		return this.context.getBean(ReactiveMiosaExecTemplate.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
