package ai.miosa.samples.mcpserver;

import org.springframework.boot.SpringApplication;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

/**
 * Starts the MCP server with a local computer.
 */
public class TestMcpServerApplication {

	public static void main(String[] args) {
		SpringApplication.from(McpServerApplication::main).with(MiosaLocalComputerConfiguration.class).run(args);
	}

}
