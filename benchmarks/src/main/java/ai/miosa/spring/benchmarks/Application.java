package ai.miosa.spring.benchmarks;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import ai.miosa.spring.core.MiosaExecTemplate;

/**
 * An application as users have it, with the starter if that is on the class path.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Application {

	/**
	 * Run bash by the client that the first argument names, if any, and end without
	 * shutdown if there is a second one.
	 */
	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = start()) {
			switch (args[0]) {
				case "miosa" -> context.getBean(MiosaExecTemplate.class).computer().bash(Api.COMMAND).run().orThrow();
				case "rest-client" -> bash(context.getBean(RestClient.Builder.class).build(), Map.class);
				default -> {
				}
			}
			if (args.length > 1) {
				Runtime.getRuntime().halt(0);
			}
		}
	}

	static <T> T bash(RestClient client, Class<T> type) {
		return client.post()
			.uri(Api.EXEC)
			.headers((headers) -> headers.setBearerAuth(Api.KEY))
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("command", Api.COMMAND))
			.retrieve()
			.requiredBody(type);
	}

	static ConfigurableApplicationContext start(String... arguments) {
		return SpringApplication.run(Application.class, arguments);
	}

}
