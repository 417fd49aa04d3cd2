package ai.miosa.spring.boot.autoconfigure.ai;

import java.util.List;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import org.springframework.ai.mcp.server.common.autoconfigure.McpServerAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import ai.miosa.spring.ai.MiosaMcpTools;
import ai.miosa.spring.ai.MiosaTools;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that publishes {@link MiosaTools}
 * through Spring AI's synchronous MCP server, over streamable HTTP, SSE or stdio. Other
 * servers publish them like any tool callback, without titles and hints.
 */
@AutoConfiguration(after = MiosaToolsAutoConfiguration.class)
@ConditionalOnClass({ McpServerAutoConfiguration.class, SyncToolSpecification.class })
@ConditionalOnBean(MiosaTools.class)
@ConditionalOnProperty(name = "spring.ai.mcp.server.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "spring.ai.mcp.server.type", havingValue = "sync", matchIfMissing = true)
@Conditional(MiosaMcpToolsAutoConfiguration.OnStatefulServer.class)
public final class MiosaMcpToolsAutoConfiguration {

	@Bean
	List<SyncToolSpecification> miosaMcpTools(MiosaTools tools) {
		return MiosaMcpTools.toSpecifications(tools);
	}

	/**
	 * Matches a server with sessions; stateless ones use another kind of specification.
	 */
	static class OnStatefulServer extends NoneNestedConditions {

		OnStatefulServer() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		/**
		 * Matches a stateless server.
		 */
		@ConditionalOnProperty(name = "spring.ai.mcp.server.protocol", havingValue = "stateless")
		static class Stateless {

		}

	}

}
