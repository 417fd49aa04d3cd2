package ai.miosa.spring.test;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

/**
 * A Spring Boot application with the starter, connected to a local computer.
 */
public final class LocalComputerApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private LocalComputerApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an application.
	 * @param computer the local computer
	 * @param properties properties such as {@code miosa.tenant=acme}, which override
	 * those of the connection
	 */
	public static LocalComputerApplication start(MiosaLocalComputer computer, String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>();
		arguments.put("miosa.api-key", computer.getApiKey());
		arguments.put("miosa.base-url", computer.getBaseUrl());
		arguments.put("miosa.computer-id", computer.getComputerId());
		for (String property : properties) {
			String[] nameAndValue = property.split("=", 2);
			arguments.put(nameAndValue[0], nameAndValue[1]);
		}
		return new LocalComputerApplication(new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run(arguments.entrySet().stream().map((argument) -> "--" + argument).toArray(String[]::new)));
	}

	public MiosaExecTemplate template() {
		return bean(MiosaExecTemplate.class);
	}

	public ReactiveMiosaExecTemplate reactive() {
		return bean(ReactiveMiosaExecTemplate.class);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * An application with only the starter.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class App {

	}

}
