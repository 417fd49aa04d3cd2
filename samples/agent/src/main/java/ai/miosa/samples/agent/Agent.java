package ai.miosa.samples.agent;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

import ai.miosa.spring.ai.MiosaTools;

/**
 * Gives a model a task and a computer, and prints its answer.
 */
@Component
class Agent implements CommandLineRunner {

	private static final String SYSTEM = """
			You work on a Linux computer with the tools you have. Look before you change anything, check what you \
			have changed, and end with a short answer to the task: what was wrong and what you did.""";

	private final ChatClient chat;

	private final MiosaTools tools;

	private final String task;

	Agent(ChatModel model, MiosaTools tools, @Value("${agent.task}") String task) {
		this.chat = ChatClient.create(model);
		this.tools = tools;
		this.task = task;
	}

	@Override
	public void run(String... args) {
		System.out.println("Task: " + this.task);
		Step[] steps = Stream.of(this.tools.getToolCallbacks()).map(Step::new).toArray(Step[]::new);
		String answer = this.chat.prompt()
			.system(SYSTEM)
			.user(this.task)
			.tools((Object[]) steps)
			.toolContext(Map.of(MiosaTools.CONVERSATION_ID, UUID.randomUUID().toString()))
			.call()
			.content();
		System.out.println("Answer: " + answer);
	}

}
