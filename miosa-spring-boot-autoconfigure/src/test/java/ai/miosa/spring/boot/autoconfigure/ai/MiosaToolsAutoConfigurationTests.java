package ai.miosa.spring.boot.autoconfigure.ai;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.mcp.server.common.autoconfigure.McpServerAutoConfiguration;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.ai.MiosaToolApproval;
import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.ai.MiosaTools;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.core.MiosaExecOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class MiosaToolsAutoConfigurationTests {

	private static final FilteredClassLoader NO_MCP = new FilteredClassLoader(McpServerAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class,
				MiosaJobsAutoConfiguration.class, MiosaToolsAutoConfiguration.class,
				MiosaMcpToolsAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1", "miosa.computer-id=cmp_1");

	private final ApplicationContextRunner enabled = this.contextRunner
		.withPropertyValues("miosa.ai.tools.enabled=true");

	@Test
	void offersNothingByDefault() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(MiosaExecOperations.class)
			.doesNotHaveBean(MiosaTools.class)
			.doesNotHaveBean(ToolCallbackProvider.class)
			.doesNotHaveBean("miosaMcpTools"));
	}

	@Test
	void offersToolsWhenEnabled() {
		this.enabled.withClassLoader(NO_MCP).run((context) -> {
			assertThat(context).hasSingleBean(MiosaTools.class)
				.doesNotHaveBean(ToolCallbackProvider.class)
				.doesNotHaveBean(ToolCallback.class);
			assertThat(context.getBean(MiosaTools.class).getToolCallbacks())
				.extracting((callback) -> callback.getToolDefinition().name())
				.containsExactly("bash", "python", "start_job", "job_status", "job_output", "kill_job", "view_image");
		});
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(booleans = { true, false })
	void changesNothingWithoutSpringAi(boolean enabled) {
		this.contextRunner.withPropertyValues("miosa.ai.tools.enabled=" + enabled)
			.withClassLoader(new FilteredClassLoader("org.springframework.ai", "io.modelcontextprotocol",
					"org.springaicommunity"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MiosaExecOperations.class)
				.doesNotHaveBean(MiosaTools.class));
	}

	@Test
	@Tag("thorough")
	void backsOffForUsersTools() {
		this.enabled.withClassLoader(NO_MCP)
			.withBean("mine", MiosaTools.class, () -> MiosaTools.builder(mock(), mock()).build())
			.run((context) -> assertThat(context).hasSingleBean(MiosaTools.class).hasBean("mine"));
	}

	@Test
	void appliesCustomizersAfterProperties() {
		this.enabled.withClassLoader(NO_MCP)
			.withBean(MiosaToolsCustomizer.class,
					() -> (builder) -> builder
						.approval((request) -> CompletableFuture.completedFuture(Decision.reject("Customized."))))
			.run((context) -> assertThat(
					context.getBean(MiosaTools.class).getToolCallbacks()[0].call("{\"command\": \"true\"}"))
				.endsWith("Customized."));
	}

	@Test
	void asksTheApprovalBean() {
		this.enabled.withClassLoader(NO_MCP)
			.withBean(MiosaToolApproval.class,
					() -> (request) -> CompletableFuture
						.completedFuture(Decision.reject("Not " + request.computerId())))
			.run((context) -> {
				ToolCallback bash = context.getBean(MiosaTools.class).getToolCallbacks()[0];
				assertThat(bash.call("{\"command\": \"true\"}")).endsWith("Not cmp_1");
			});
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "enabled=true", "type=sync", "protocol=sse", "protocol=streamable", "stdio=true" })
	void publishesToolsByAnMcpServerOnce(String property) {
		this.enabled.withPropertyValues("spring.ai.mcp.server." + property).run((context) -> {
			assertThat(context).hasSingleBean(MiosaTools.class).doesNotHaveBean(ToolCallbackProvider.class);
			@SuppressWarnings("unchecked")
			List<SyncToolSpecification> tools = context.getBean("miosaMcpTools", List.class);
			assertThat(tools).extracting((tool) -> tool.tool().name()).contains("bash", "python");
		});
	}

	@ParameterizedTest
	@Tag("thorough")
	@CsvSource({ "type=async, miosaAsyncMcpTools", "protocol=stateless, miosaStatelessMcpTools" })
	void publishesToolsByOtherMcpServers(String property, String bean) {
		this.enabled.withPropertyValues("spring.ai.mcp.server." + property)
			.run((context) -> assertThat(context.getBean(bean)).asInstanceOf(InstanceOfAssertFactories.LIST)
				.hasSize(7));
	}

	@Test
	void publishesNothingIfTheMcpServerIsDisabled() {
		this.enabled.withPropertyValues("spring.ai.mcp.server.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(MiosaTools.class).doesNotHaveBean("miosaMcpTools"));
	}

	@Test
	void approvalMayNeedWhatNeedsTheTools() {
		this.enabled.withClassLoader(NO_MCP).withUserConfiguration(CircularApproval.class).run((context) -> {
			ToolCallback bash = context.getBean(MiosaTools.class).getToolCallbacks()[0];
			assertThat(bash.call("{\"command\": \"true\"}")).endsWith("Not now.");
		});
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "timeout=281s", "timeout=0s", "max-output=1", "max-calls-per-minute=0", "mcp-timeout=5s",
			"max-kept-output=1B", "max-jobs=0", "job-timeout=0s", "approval-timeout=0s", "env.A-B=c",
			"working-directory= " })
	void saysWhatIsConfiguredWrongly(String property) {
		this.enabled.withPropertyValues("miosa.ai.tools." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class CircularApproval {

		@Bean
		MiosaToolApproval approval(ToolCallbackProvider chatClient) {
			return (request) -> CompletableFuture.completedFuture(Decision.reject("Not now."));
		}

		@Bean
		ToolCallbackProvider chatClient(MiosaTools tools) {
			return ToolCallbackProvider.from(tools.getToolCallbacks());
		}

	}

}
