package ai.miosa.samples.agent;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

import ai.miosa.spring.ai.MiosaTools;
import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.core.MiosaExecTemplate;

/**
 * Gives a model a task and its own sandbox, and prints its answer.
 */
@Component
class Agent implements CommandLineRunner {

	private static final String SYSTEM = """
			You work on a Linux computer with the tools you have. Look before you change anything, check what you \
			have changed, and end with a short answer to the task: what was wrong and what you did.""";

	private static final Duration SETUP_TIME = Duration.ofMinutes(5);

	private static final Duration MAX_LIFETIME = Duration.ofMinutes(30);

	private final ChatClient chat;

	private final MiosaTools tools;

	private final MiosaExecTemplate miosa;

	private final String setup;

	private final String task;

	Agent(ChatModel model, MiosaTools tools, MiosaExecTemplate miosa, @Value("${agent.setup}") String setup,
			@Value("${agent.task}") String task) {
		this.chat = ChatClient.create(model);
		this.tools = tools;
		this.miosa = miosa;
		this.setup = setup;
		this.task = task;
	}

	@Override
	public void run(String... args) {
		System.out.println("Task: " + this.task);
		try (EphemeralComputer sandbox = this.miosa.sandboxes().ephemeral((spec) -> spec.maxLifetime(MAX_LIFETIME))) {
			sandbox.bash(this.setup).timeout(SETUP_TIME).run().orThrow();
			System.out.println("Answer: " + work(sandbox));
		}
	}

	private @Nullable String work(EphemeralComputer sandbox) {
		Step[] steps = Stream.of(this.tools.getToolCallbacks()).map(Step::new).toArray(Step[]::new);
		return this.chat.prompt()
			.system(SYSTEM)
			.user(this.task)
			.tools((Object[]) steps)
			.toolContext(Map.of(MiosaTools.COMPUTER_ID, sandbox.getId(), MiosaTools.CONVERSATION_ID,
					UUID.randomUUID().toString()))
			.call()
			.content();
	}

}
