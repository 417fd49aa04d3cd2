package ai.miosa.samples.agent;

import java.nio.charset.StandardCharsets;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.file.MiosaFiles;

/**
 * Starts the agent with a scripted model and a small project on a local computer.
 */
public class TestAgentApplication {

	public static void main(String[] args) {
		System.out.println("The model is scripted: it plays a fixed conversation and needs no account.");
		SpringApplication.from(AgentApplication::main)
			.with(MiosaLocalComputerConfiguration.class, ScriptConfiguration.class)
			.run(args);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ScriptConfiguration {

		@Bean
		@Primary
		ChatModel scriptedChatModel() {
			return new ScriptedChatModel();
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		CommandLineRunner project(MiosaExecTemplate miosa) {
			return (args) -> {
				MiosaFiles files = miosa.computer().files();
				files.write("prices.py", """
						def discount(price, percent):
						    return price - price * percent
						""".getBytes(StandardCharsets.UTF_8));
				files.write("test_prices.py", """
						import unittest
						from prices import discount

						class DiscountTest(unittest.TestCase):
						    def test_ten_percent(self):
						        self.assertEqual(discount(200, 10), 180)
						""".getBytes(StandardCharsets.UTF_8));
			};
		}

	}

}
