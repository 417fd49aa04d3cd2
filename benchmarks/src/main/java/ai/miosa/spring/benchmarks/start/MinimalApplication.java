package ai.miosa.spring.benchmarks.start;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * The smallest application there is. Says when it is ready, and ends.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class MinimalApplication {

	/**
	 * Run the application.
	 * @param arguments properties
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(MinimalApplication.class, arguments);
		System.out.println("ready");
		System.exit(0);
	}

}
