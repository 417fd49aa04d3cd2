package ai.miosa.spring.benchmarks.footprint;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * The smallest application there is. Prints how long after the start of its process it
 * was ready.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class MinimalApplication {

	static final String STARTED = "benchmark.started";

	public static void main(String[] args) {
		SpringApplication.run(MinimalApplication.class, args);
		System.out.println("millis " + (System.currentTimeMillis() - Long.getLong(STARTED)));
		System.exit(0);
	}

}
