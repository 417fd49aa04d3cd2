package ai.miosa.spring.boot.test;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.MiosaLocalComputerBuilder;

/**
 * Defines a {@link MiosaLocalComputer} that is closed with the application context, or
 * with the JVM if DevTools restarts the application, and {@link MiosaConnectionDetails}
 * that connect the application to it and replace any others. A bean of type
 * {@link MiosaLocalComputerBuilder} sets its options. Never auto-configured: use
 * {@link WithMiosaLocalComputer} on a test class, or run an application with it during
 * development:
 *
 * <pre class="code">
 * SpringApplication.from(MyApplication::main).with(MiosaLocalComputerConfiguration.class).run(args);
 * </pre>
 */
@Configuration(proxyBeanMethods = false)
public class MiosaLocalComputerConfiguration {

	@Bean
	MiosaLocalComputer miosaLocalComputer(ObjectProvider<MiosaLocalComputerBuilder> builder) {
		return builder.getIfAvailable(MiosaLocalComputer::builder).start();
	}

	@Bean
	static DevToolsRestartScope miosaLocalComputerDevToolsRestartScope() {
		return new DevToolsRestartScope("miosaLocalComputer");
	}

	@Bean
	static OtherConnectionDetailsRemover miosaLocalComputerOtherConnectionDetailsRemover() {
		return new OtherConnectionDetailsRemover("miosaLocalComputerConnectionDetails");
	}

	@Bean
	MiosaConnectionDetails miosaLocalComputerConnectionDetails(MiosaLocalComputer computer) {
		return new LocalComputerConnectionDetails(computer);
	}

	private record LocalComputerConnectionDetails(MiosaLocalComputer computer) implements MiosaConnectionDetails {

		@Override
		public String getBaseUrl() {
			return this.computer.getBaseUrl();
		}

		@Override
		public String getApiKey() {
			return this.computer.getApiKey();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.computer.isTls() ? SslBundle.of(SslStoreBundle.of(null, null, this.computer.trustStore()))
					: null;
		}

		@Override
		public String getComputerId() {
			return this.computer.getComputerId();
		}

	}

}
