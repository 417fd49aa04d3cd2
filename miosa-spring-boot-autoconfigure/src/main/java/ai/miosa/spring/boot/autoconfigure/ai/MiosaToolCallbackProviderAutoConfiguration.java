package ai.miosa.spring.boot.autoconfigure.ai;

import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.ai.MiosaTools;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a {@link ToolCallbackProvider}
 * of {@link MiosaTools}, unless an MCP server publishes them directly: it would publish
 * the tools of the provider again.
 */
@AutoConfiguration(after = MiosaMcpToolsAutoConfiguration.class)
@ConditionalOnBean(MiosaTools.class)
@ConditionalOnMissingBean(name = "miosaMcpTools")
public final class MiosaToolCallbackProviderAutoConfiguration {

	@Bean
	ToolCallbackProvider miosaToolCallbackProvider(MiosaTools tools) {
		return ToolCallbackProvider.from(tools.getToolCallbacks());
	}

}
