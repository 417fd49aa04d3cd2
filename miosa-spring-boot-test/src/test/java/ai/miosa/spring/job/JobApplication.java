package ai.miosa.spring.job;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * An application with the starter, connected to a computer.
 */
final class JobApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private JobApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static JobApplication start(MiosaLocalComputer computer, String... properties) {
		return start(computer.getBaseUrl(), computer.getApiKey(), properties);
	}

	static JobApplication start(String baseUrl, String apiKey, String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>();
		arguments.put("miosa.base-url", baseUrl);
		arguments.put("miosa.api-key", apiKey);
		for (String property : properties) {
			String[] nameAndValue = property.split("=", 2);
			arguments.put(nameAndValue[0], nameAndValue[1]);
		}
		return new JobApplication(new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run(arguments.entrySet().stream().map((argument) -> "--" + argument).toArray(String[]::new)));
	}

	MiosaJobs jobs() {
		return this.context.getBean(MiosaJobs.class);
	}

	/**
	 * Return jobs whose calls fail within seconds rather than half a minute.
	 */
	MiosaJobs impatient() {
		return jobs(Duration.ofSeconds(2));
	}

	MiosaJobs jobs(Duration callTimeout) {
		return template().mutate()
			.jobs(new MiosaJobs.Settings(true, Duration.ofDays(7), callTimeout, List.of()))
			.build()
			.jobs();
	}

	ReactiveMiosaExecTemplate template() {
		return this.context.getBean(ReactiveMiosaExecTemplate.class);
	}

	void suspend() {
		this.context.stop();
	}

	void resume() {
		this.context.start();
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
