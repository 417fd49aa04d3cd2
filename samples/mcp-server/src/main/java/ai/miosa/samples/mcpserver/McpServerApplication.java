package ai.miosa.samples.mcpserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Publishes the tools of the default computer, over streamable HTTP or, with the profile
 * {@code stdio}, over stdin and stdout.
 */
@SpringBootApplication
public class McpServerApplication {

	public static void main(String[] args) {
		SpringApplication.run(McpServerApplication.class, args);
	}

}
