package ai.miosa.spring.computer;

import java.time.Duration;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.test.LocalComputerApplication;

/**
 * An application that creates an ephemeral computer and an ephemeral sandbox, and runs
 * until it is killed.
 */
public final class KilledApplication {

	private static final Duration LIFETIME = Duration.ofSeconds(20);

	private KilledApplication() {
	}

	public static void main(String[] args) throws InterruptedException {
		MiosaExecTemplate miosa = new SpringApplicationBuilder(LocalComputerApplication.App.class)
			.bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.run(args)
			.getBean(MiosaExecTemplate.class);
		miosa.computers().ephemeral((spec) -> spec.maxLifetime(LIFETIME));
		miosa.sandboxes().ephemeral((spec) -> spec.maxLifetime(LIFETIME));
		Thread.currentThread().join();
	}

}
