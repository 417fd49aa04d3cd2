package ai.miosa.spring.boot.autoconfigure.session;

import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaConfigurationException;
import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.session.MiosaSessionClient;
import ai.miosa.spring.session.MiosaSessionRegistry;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.TerminalSize;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for interactive sessions.
 */
@AutoConfiguration(after = { MiosaAutoConfiguration.class, TaskExecutionAutoConfiguration.class })
@ConditionalOnClass({ StandardWebSocketClient.class, WsWebSocketContainer.class })
@ConditionalOnBean(MiosaEndpoint.class)
public final class MiosaSessionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MiosaSessionRegistry miosaSessionRegistry() {
		return new MiosaSessionRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	MiosaSessionClient miosaSessionClient(MiosaProperties properties, MiosaEndpoint endpoint,
			MiosaConnectionDetails connectionDetails, MiosaSessionRegistry registry, ApplicationContext context,
			@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<AsyncTaskExecutor> taskExecutor) {
		MiosaProperties.Session session = properties.getSession();
		try {
			MiosaSessionClient.Builder builder = MiosaSessionClient.builder(endpoint)
				.dialect(session.getProtocol())
				.defaultOptions(defaults(session))
				.handshakeTimeout(session.getHandshakeTimeout())
				.awaitTimeout(session.getAwaitTimeout())
				.keepAliveInterval(session.getKeepAliveInterval())
				.keepAliveTimeout(session.getKeepAliveTimeout())
				.registry(registry);
			PropertyMapper map = PropertyMapper.get();
			map.from(taskExecutor::getIfAvailable)
				.when((executor) -> !keepsAlive(executor, context))
				.to(builder::taskExecutor);
			map.from(connectionDetails::getSslBundle).as(SslBundle::createSslContext).to(builder::sslContext);
			return builder.build();
		}
		catch (IllegalArgumentException ex) {
			throw new MiosaConfigurationException("The MIOSA session defaults are not valid. " + ex.getMessage() + ".",
					"Correct the properties under 'miosa.session'.");
		}
	}

	/**
	 * Whether the executor would keep a plain application alive after its last line: the
	 * idle threads of a pool are no daemons.
	 */
	private static boolean keepsAlive(AsyncTaskExecutor executor, ApplicationContext context) {
		boolean web = context instanceof WebApplicationContext || context instanceof ReactiveWebApplicationContext;
		return executor instanceof ThreadPoolTaskExecutor pool && !pool.isDaemon() && !web;
	}

	private static SessionOptions defaults(MiosaProperties.Session properties) {
		SessionOptions.Builder defaults = SessionOptions.builder()
			.pty(properties.isPty())
			.terminalSize(new TerminalSize(properties.getColumns(), properties.getRows()))
			.env(properties.getEnv());
		PropertyMapper.get().from(properties::getWorkingDirectory).to(defaults::workingDirectory);
		return defaults.build();
	}

}
