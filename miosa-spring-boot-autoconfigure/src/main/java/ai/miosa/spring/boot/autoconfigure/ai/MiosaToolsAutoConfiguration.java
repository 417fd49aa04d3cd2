package ai.miosa.spring.boot.autoconfigure.ai;

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
import ai.miosa.spring.ai.MiosaTools;
import ai.miosa.spring.boot.autoconfigure.MiosaConfigurationException;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsAutoConfiguration;
import ai.miosa.spring.exec.MiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaTools}.
 */
@AutoConfiguration(after = { MiosaExecAutoConfiguration.class, MiosaJobsAutoConfiguration.class })
@ConditionalOnClass(ToolCallback.class)
@ConditionalOnBooleanProperty("miosa.ai.tools.enabled")
@ConditionalOnBean(MiosaExecOperations.class)
@EnableConfigurationProperties(MiosaToolsProperties.class)
public final class MiosaToolsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MiosaTools miosaTools(MiosaToolsProperties properties, MiosaExecOperations operations,
			ObjectProvider<MiosaJobs> jobs, ObjectProvider<MiosaToolApproval> approval) {
		try {
			return MiosaTools.builder(operations)
				.timeout(properties.getTimeout())
				.maxOutput(properties.getMaxOutput())
				.maxCalls(properties.getMaxCalls())
				.jobs(jobs.getIfAvailable())
				.maxJobs(properties.getMaxJobs())
				.jobTimeout(properties.getJobTimeout())
				.approval(approval.getIfAvailable())
				.approvalTimeout(properties.getApprovalTimeout())
				.workingDirectory(properties.getWorkingDirectory())
				.env(properties.getEnv())
				.build();
		}
		catch (IllegalArgumentException ex) {
			throw new MiosaConfigurationException(
					"The MIOSA tools are not configured correctly. " + ex.getMessage() + ".",
					"Correct the properties under 'miosa.ai.tools'.");
		}
	}

}
