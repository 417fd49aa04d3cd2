package ai.miosa.spring.benchmarks;

import java.net.URI;
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

	static final String COMMAND = "uname -a";

	static final String KEY = System.getProperty("miosa.api-key");

	static final URI EXEC = URI.create(
			System.getProperty("miosa.base-url") + "/computers/" + System.getProperty("miosa.computer-id") + "/exec");

	/**
	 * Run bash by the client that the first argument names, and halt if there is another.
	 */
	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = start()) {
			switch (args[0]) {
				case "miosa" -> context.getBean(MiosaExecTemplate.class).computer().bash(COMMAND).run().orThrow();
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
			.uri(EXEC)
			.headers((headers) -> headers.setBearerAuth(KEY))
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("command", COMMAND))
			.retrieve()
			.requiredBody(type);
	}

	static ConfigurableApplicationContext start(String... arguments) {
		return SpringApplication.run(Application.class, arguments);
	}

}
