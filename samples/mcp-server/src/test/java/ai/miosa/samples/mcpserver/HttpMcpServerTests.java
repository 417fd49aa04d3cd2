package ai.miosa.samples.mcpserver;

import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

/**
 * The MCP server over streamable HTTP.
 */
class HttpMcpServerTests extends McpServerTests {

	@AutoClose
	private static ConfigurableApplicationContext server;

	@BeforeAll
	static void startServer() {
		server = SpringApplication.from(McpServerApplication::main)
			.with(MiosaLocalComputerConfiguration.class)
			.run("--server.port=0", MAX_CALLS, MCP_TIMEOUT)
			.getApplicationContext();
	}

	@Override
	McpClientTransport transport() {
		int port = ((ServletWebServerApplicationContext) server).getWebServer().getPort();
		return HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port).build();
	}

}
