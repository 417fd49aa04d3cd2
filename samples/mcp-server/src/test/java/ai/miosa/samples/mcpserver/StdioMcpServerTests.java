package ai.miosa.samples.mcpserver;

import java.nio.file.Path;

import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import org.junit.jupiter.api.Tag;

/**
 * The MCP server as a process that uses stdin and stdout.
 */
@Tag("thorough")
class StdioMcpServerTests extends McpServerTests {

	@Override
	McpClientTransport transport() {
		return new StdioClientTransport(ServerParameters
			.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
			.args("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
					TestMcpServerApplication.class.getName(), "--spring.profiles.active=stdio", MAX_CALLS, MCP_TIMEOUT)
			.build(), McpJsonDefaults.getMapper());
	}

}
