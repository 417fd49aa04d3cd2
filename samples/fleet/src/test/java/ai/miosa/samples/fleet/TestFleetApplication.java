package ai.miosa.samples.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * Runs 400 commands on 20 local computers, one of 20 with exit code 1.
 */
public class TestFleetApplication {

	public static void main(String[] args) throws IOException {
		Path directory = Files.createTempDirectory("fleet");
		MiosaLocalComputer local = MiosaLocalComputer.start();
		Fleet.write(directory, local, 20, 400, "sleep 0.$((RANDOM %% 10)); exit $((%d %% 20 == 0))");
		System.out.println("The results are in " + directory.resolve("results.csv"));
		FleetApplication.main(new String[] { "--fleet.directory=" + directory, "--miosa.base-url=" + local.getBaseUrl(),
				"--miosa.api-key=" + local.getApiKey(), "--miosa.rate-limit.requests-per-minute=600",
				// The computers share the processors of this one
				"--fleet.chunk-size=100" });
	}

}
