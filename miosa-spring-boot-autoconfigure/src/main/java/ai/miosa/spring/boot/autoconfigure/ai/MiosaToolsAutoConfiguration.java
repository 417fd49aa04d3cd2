package ai.miosa.spring.boot.autoconfigure.ai;

import java.util.concurrent.CompletableFuture;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.ai.MiosaToolApproval;
import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.ai.MiosaTools;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaTools}.
 */
@AutoConfiguration(after = { MiosaExecAutoConfiguration.class, MiosaJobsAutoConfiguration.class })
@ConditionalOnClass(ToolCallback.class)
@ConditionalOnBooleanProperty("miosa.ai.tools.enabled")
@ConditionalOnBean({ MiosaExecOperations.class, MiosaJobs.class })
@EnableConfigurationProperties(MiosaToolsProperties.class)
public final class MiosaToolsAutoConfiguration {

	private static final MiosaToolApproval ALLOW = (request) -> CompletableFuture.completedFuture(Decision.allow());

	@Bean
	@ConditionalOnMissingBean
	MiosaTools miosaTools(MiosaToolsProperties properties, MiosaExecOperations operations, MiosaJobs jobs,
			ObjectProvider<MiosaToolApproval> approval, ObjectProvider<MiosaToolsCustomizer> customizers) {
		// The approval may depend on beans that need the tools, such as a chat client
		MiosaTools.Builder builder = MiosaTools.builder(operations, jobs)
			.approval((request) -> approval.getIfAvailable(() -> ALLOW).review(request));
		MiosaPropertyMapper.apply("miosa.ai.tools.timeout", properties.timeout(), builder::timeout);
		MiosaPropertyMapper.apply("miosa.ai.tools.max-output", properties.maxOutput(), builder::maxOutput);
		MiosaPropertyMapper.apply("miosa.ai.tools.mcp-timeout", properties.mcpTimeout(), builder::mcpTimeout);
		MiosaPropertyMapper.apply("miosa.ai.tools.max-kept-output", properties.maxKeptOutput(), builder::maxKeptOutput);
		MiosaPropertyMapper.apply("miosa.ai.tools.max-calls-per-minute", properties.maxCallsPerMinute(),
				builder::maxCallsPerMinute);
		MiosaPropertyMapper.apply("miosa.ai.tools.max-jobs", properties.maxJobs(), builder::maxJobs);
		MiosaPropertyMapper.apply("miosa.ai.tools.job-timeout", properties.jobTimeout(), builder::jobTimeout);
		MiosaPropertyMapper.apply("miosa.ai.tools.approval-timeout", properties.approvalTimeout(),
				builder::approvalTimeout);
		MiosaPropertyMapper.apply("miosa.ai.tools.working-directory", properties.workingDirectory(),
				builder::workingDirectory);
		properties.env()
			.forEach((name, value) -> MiosaPropertyMapper.apply("miosa.ai.tools.env." + name, value,
					(text) -> builder.env(name, text)));
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

}
