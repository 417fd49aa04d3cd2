package ai.miosa.samples.agent;

import java.util.Arrays;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;

/**
 * Starts the agent with a scripted model, and with a small project in its sandbox on a
 * local computer.
 */
public class TestAgentApplication {

	private static final String PROJECT = """
			cat >prices.py <<'EOF'
			def discount(price, percent):
			    return price - price * percent
			EOF
			cat >test_prices.py <<'EOF'
			import unittest
			from prices import discount

			class DiscountTest(unittest.TestCase):
			    def test_ten_percent(self):
			        self.assertEqual(discount(200, 10), 180)
			EOF
			""";

	public static void main(String[] args) {
		System.out.println("The model is scripted: it plays a fixed conversation and needs no account.");
		String[] allArgs = Arrays.copyOf(args, args.length + 1);
		allArgs[args.length] = "--agent.setup=" + PROJECT;
		SpringApplication.from(AgentApplication::main)
			.with(MiosaLocalComputerConfiguration.class, ScriptConfiguration.class)
			.run(allArgs);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ScriptConfiguration {

		@Bean
		@Primary
		ChatModel scriptedChatModel() {
			return new ScriptedChatModel();
		}

	}

}
