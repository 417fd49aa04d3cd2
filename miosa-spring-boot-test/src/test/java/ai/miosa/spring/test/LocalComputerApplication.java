package ai.miosa.spring.test;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.exec.MiosaExecTemplate;

/**
 * A Spring Boot application with the starter, connected to a local computer.
 */
public final class LocalComputerApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private LocalComputerApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	public static LocalComputerApplication start(MiosaLocalComputer computer, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--miosa.api-key=" + computer.getApiKey(),
				"--miosa.base-url=" + computer.getBaseUrl(), "--miosa.computer-id=" + computer.getComputerId()));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new LocalComputerApplication(new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run(arguments.toArray(String[]::new)));
	}

	public MiosaExecTemplate template() {
		return this.context.getBean(MiosaExecTemplate.class);
	}

	public <T> T bean(Class<T> type) {
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
