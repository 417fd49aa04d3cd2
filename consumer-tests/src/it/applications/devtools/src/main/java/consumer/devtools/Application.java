package consumer.devtools;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;
import ai.miosa.spring.core.MiosaExecTemplate;
import consumer.Facts;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.event.EventListener;

/**
 * An application that is developed on a local computer and restarted once by DevTools.
 */
@SpringBootApplication
public class Application {

	private final MiosaExecTemplate miosa;

	Application(MiosaExecTemplate miosa) {
		this.miosa = miosa;
	}

	public static void main(String[] args) {
		SpringApplication.from((arguments) -> SpringApplication.run(Application.class, arguments))
			.with(MiosaLocalComputerConfiguration.class)
			.run(args);
	}

	@EventListener(ApplicationReadyEvent.class)
	void restartOnce() {
		// Each restart loads this class again
		boolean restarted = System.getProperty("restarted") != null;
		String command = "ls ~; touch ~/kept";
		Facts.fact(restarted ? "restarted" : "started",
				this.miosa.computer().bash(command).run().orThrow().output().strip());
		if (restarted) {
			// DevTools has ended the first thread by an exception
			System.exit(0);
		}
		System.setProperty("restarted", "true");
		Restarter.getInstance().restart();
	}

}
