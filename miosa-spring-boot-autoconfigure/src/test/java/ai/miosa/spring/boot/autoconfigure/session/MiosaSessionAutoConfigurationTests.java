package ai.miosa.spring.boot.autoconfigure.session;

import java.util.ArrayList;
import java.util.List;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import jakarta.websocket.WebSocketContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.core.annotation.Order;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaSessionClientCustomizer;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionClientBuilder;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MiosaSessionAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				WebClientAutoConfiguration.class, MiosaAutoConfiguration.class, MiosaSessionAutoConfiguration.class,
				MiosaExecAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void definesClientAndRegistry() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(MiosaSessionClient.class)
			.hasSingleBean(MiosaSessionRegistry.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { StandardWebSocketClient.class, WebSocketContainer.class, WebSocketClientHandshaker.class })
	void leavesOneShotExecutionWithoutWebSocket(Class<?> missing) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missing)).run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(MiosaSessionClient.class)
				.doesNotHaveBean(MiosaSessionRegistry.class);
			MiosaExecTemplate miosa = context.getBean(MiosaExecTemplate.class);
			assertThatIllegalStateException().isThrownBy(() -> miosa.spawn("c1", "bash"))
				.withMessageContaining("netty-codec-http");
		});
	}

	@Test
	void backsOffForUsersBeans() {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		MiosaSessionClient client = MiosaSessionClient.builder(MiosaEndpoint.of("https://example.com", "msk_u_1", null))
			.build();
		this.contextRunner.withBean("mine", MiosaSessionRegistry.class, () -> registry)
			.withBean("myClient", MiosaSessionClient.class, () -> client)
			.run((context) -> {
				assertThat(context).getBean(MiosaSessionRegistry.class).isSameAs(registry);
				assertThat(context).getBean(MiosaSessionClient.class).isSameAs(client);
			});
	}

	@Test
	void appliesCustomizersInOrder() {
		List<String> applied = new ArrayList<>();
		this.contextRunner.withBean("second", MiosaSessionClientCustomizer.class, () -> (builder) -> {
			assertThat(builder).isNotNull();
			applied.add("second");
		}).withBean("first", FirstCustomizer.class, () -> new FirstCustomizer(applied)).run((context) -> {
			assertThat(context).hasSingleBean(MiosaSessionClient.class);
			assertThat(applied).containsExactly("first", "second");
		});
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("miosa.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaSessionClient.class));
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "columns=0", "rows=65536", "handshake-timeout=0s", "await-timeout=0s",
			"keep-alive-interval=0s", "keep-alive-timeout=-1s", "working-directory=", "env.A=x\0y" })
	void rejectsBadPropertiesAtStart(String property) {
		this.contextRunner.withPropertyValues("miosa.session." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("'miosa.session." + property.substring(0, property.indexOf('=')) + "'"));
	}

	@Order(1)
	record FirstCustomizer(List<String> applied) implements MiosaSessionClientCustomizer {

		@Override
		public void customize(MiosaSessionClientBuilder builder) {
			this.applied.add("first");
		}

	}

}
