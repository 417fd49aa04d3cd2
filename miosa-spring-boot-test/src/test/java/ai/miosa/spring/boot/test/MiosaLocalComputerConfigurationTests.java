package ai.miosa.spring.boot.test;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Properties;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.io.UrlResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.StreamUtils;

import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.MiosaLocalComputerBuilder;
import ai.miosa.spring.test.ResultShape;

import static org.assertj.core.api.Assertions.assertThat;

class MiosaLocalComputerConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(MiosaLocalComputerConfiguration.class);

	@Test
	void connectionDetailsLeadToTheLocalComputer() {
		this.runner.run((context) -> {
			MiosaLocalComputer computer = context.getBean(MiosaLocalComputer.class);
			assertThat(context.getBean(MiosaConnectionDetails.class)).satisfies((details) -> {
				assertThat(details.getBaseUrl()).isEqualTo(computer.getBaseUrl());
				assertThat(details.getApiKey()).isEqualTo(computer.getApiKey());
				assertThat(details.getComputerId()).isEqualTo(computer.getComputerId());
				assertThat(details.getTenant()).isNull();
				assertThat(details.toString()).doesNotContain(computer.getApiKey());
			});
		});
	}

	@Test
	void localComputerIsClosedWithTheContext() {
		this.runner.run((context) -> {
			MiosaLocalComputer computer = context.getBean(MiosaLocalComputer.class);
			assertThat(computer.home()).exists();
			context.getSourceApplicationContext().close();
			assertThat(computer.home()).doesNotExist();
		});
	}

	@Test
	@Tag("thorough")
	void localComputerIsClosedWithTheContextOfATestWithDevTools() {
		this.runner
			.withInitializer((context) -> context.getBeanFactory().registerScope("restart", new SimpleThreadScope()))
			.run((context) -> {
				MiosaLocalComputer computer = context.getBean(MiosaLocalComputer.class);
				assertThat(computer.home()).exists();
				context.getSourceApplicationContext().close();
				assertThat(computer.home()).doesNotExist();
			});
	}

	@Test
	void builderBeanSetsTheOptions() {
		this.runner
			.withBean(MiosaLocalComputerBuilder.class, () -> MiosaLocalComputer.builder().resultShape(ResultShape.DATA))
			.run((context) -> assertThat(context).hasSingleBean(MiosaLocalComputer.class));
	}

	@Test
	void servesAnApplicationDuringDevelopment() {
		SpringApplication.Running running = SpringApplication.from(Application::main)
			.with(MiosaLocalComputerConfiguration.class)
			.run("--spring.main.web-application-type=none");
		try (ConfigurableApplicationContext context = running.getApplicationContext()) {
			assertThat(context.getBean(MiosaLocalComputer.class).home()).exists();
			assertThat(context.getBeansOfType(MiosaConnectionDetails.class)).hasSize(1);
		}
	}

	@Test
	@Tag("thorough")
	void isAbsentByDefault() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(AutoConfigured.class)
			.web(WebApplicationType.NONE)
			.properties("miosa.api-key=msk_test")
			.run()) {
			assertThat(context.getBeansOfType(MiosaLocalComputer.class)).isEmpty();
		}
	}

	@Test
	void takesThePlaceOfConnectionDetailsOfTheApplication() {
		this.runner.withBean("own", MiosaConnectionDetails.class, () -> () -> "msk_own").run((context) -> {
			assertThat(context).hasSingleBean(MiosaConnectionDetails.class);
			assertThat(context.getBean(MiosaConnectionDetails.class).getApiKey())
				.isEqualTo(context.getBean(MiosaLocalComputer.class).getApiKey());
		});
	}

	@Test
	void springFactoriesNameTheTestExecutionListenerAlone() throws IOException {
		for (URL resource : Collections.list(getClass().getClassLoader().getResources("META-INF/spring.factories"))) {
			Properties factories = PropertiesLoaderUtils.loadProperties(new UrlResource(resource));
			factories.remove("org.springframework.test.context.TestExecutionListener");
			assertThat(factories.toString()).doesNotContain("ai.miosa.spring.test", "ai.miosa.spring.boot.test");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports",
			"META-INF/spring/org.springframework.boot.test.autoconfigure.AutoConfigureSpringBootTest.imports",
			"META-INF/services/org.springframework.boot.SpringApplicationRunListener" })
	void isNamedInNoFileThatSpringLoadsFrom(String file) throws IOException {
		for (URL resource : Collections.list(getClass().getClassLoader().getResources(file))) {
			String content = StreamUtils.copyToString(resource.openStream(), StandardCharsets.UTF_8);
			assertThat(content).doesNotContain("ai.miosa.spring.test", "ai.miosa.spring.boot.test");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		static void main(String[] args) {
			SpringApplication.run(Application.class, args);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

}
