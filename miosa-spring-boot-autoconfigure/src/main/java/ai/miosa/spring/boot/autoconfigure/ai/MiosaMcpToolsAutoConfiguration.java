package ai.miosa.spring.boot.autoconfigure.ai;

import java.util.List;

import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import org.springframework.ai.mcp.server.common.autoconfigure.McpServerAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.ai.MiosaMcpTools;
import ai.miosa.spring.ai.MiosaTools;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that publishes {@link MiosaTools}
 * with Spring AI's MCP server, of any type and protocol. A server uses only the
 * specifications of its kind.
 */
@AutoConfiguration(after = MiosaToolsAutoConfiguration.class)
@ConditionalOnClass({ McpServerAutoConfiguration.class, McpServerFeatures.class })
@ConditionalOnBean(MiosaTools.class)
@ConditionalOnProperty(name = "spring.ai.mcp.server.enabled", matchIfMissing = true)
public final class MiosaMcpToolsAutoConfiguration {

	@Bean
	List<McpServerFeatures.SyncToolSpecification> miosaMcpTools(MiosaTools tools) {
		return MiosaMcpTools.toSpecifications(tools);
	}

	@Bean
	List<McpServerFeatures.AsyncToolSpecification> miosaAsyncMcpTools(MiosaTools tools) {
		return MiosaMcpTools.toAsyncSpecifications(tools);
	}

	@Bean
	List<McpStatelessServerFeatures.SyncToolSpecification> miosaStatelessMcpTools(MiosaTools tools) {
		return MiosaMcpTools.toStatelessSpecifications(tools);
	}

	@Bean
	List<McpStatelessServerFeatures.AsyncToolSpecification> miosaStatelessAsyncMcpTools(MiosaTools tools) {
		return MiosaMcpTools.toStatelessAsyncSpecifications(tools);
	}

}
