package ai.miosa.samples.quickstart;

import java.time.Duration;

import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.MiosaComputer;
import ai.miosa.spring.exec.MiosaExecTemplate;

/**
 * Runs a few commands on the default computer and prints how they ended.
 */
@Component
class Quickstart implements CommandLineRunner {

	private final MiosaExecTemplate miosa;

	Quickstart(MiosaExecTemplate miosa) {
		this.miosa = miosa;
	}

	@Override
	public void run(String... args) {
		MiosaComputer computer = this.miosa.computer();

		show("bash: which system is this", computer.bash("uname -s"));

		ExecOptions options = ExecOptions.builder()
			.workingDirectory("/tmp")
			.env("GREETING", "hello")
			.timeout(Duration.ofSeconds(10))
			.build();
		show("bash: environment and working directory", computer.bash("echo \"$GREETING from $PWD\"", options));

		show("bash: a command that fails", computer.bash("ls /no/such/directory"));

		show("python: a script that prints JSON", computer.python("""
				import json
				print(json.dumps({"squares": [n * n for n in range(5)]}))
				"""));
	}

	private static void show(String title, ExecResult result) {
		System.out.println("== " + title);
		System.out.print(result.output());
		System.out.println("-- exit code " + result.exitCode());
	}

}
