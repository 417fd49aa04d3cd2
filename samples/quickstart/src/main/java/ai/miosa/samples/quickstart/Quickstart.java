package ai.miosa.samples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.time.Duration;

import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionStream;

/**
 * Creates a computer, runs a few commands on it, prints how they ended, and destroys the
 * computer.
 */
@Component
class Quickstart implements CommandLineRunner {

	private static final String PROMPT = "$ ";

	private static final Duration LIFETIME = Duration.ofMinutes(30);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final MiosaExecTemplate miosa;

	private final MiosaJobs jobs;

	Quickstart(MiosaExecTemplate miosa, MiosaJobs jobs) {
		this.miosa = miosa;
		this.jobs = jobs;
	}

	@Override
	public void run(String... args) throws IOException {
		System.out.println("== a new computer, destroyed at the end");
		try (EphemeralComputer computer = this.miosa.computers()
			.ephemeral((spec) -> spec.size("small").maxLifetime(LIFETIME))) {
			System.out.println("-- " + computer.info().status().state());
			commands(computer);
			pipe(computer);
			terminal(computer);
			job(computer);
		}
	}

	private static void commands(MiosaComputer computer) {
		show("bash: which system is this", computer.bash("uname -s").run());

		ExecResult greeting = computer.bash("echo \"$GREETING from $PWD\"")
			.workingDirectory("/tmp")
			.env("GREETING", "hello")
			.timeout(PATIENCE)
			.run();
		show("bash: environment and working directory", greeting);

		show("bash: a command that fails", computer.bash("ls /no/such/directory").run());

		show("python: a script that prints JSON", computer.python("""
				import json
				print(json.dumps({"squares": [n * n for n in range(5)]}))
				""").run());
	}

	private static void pipe(MiosaComputer computer) {
		System.out.println("== spawn: lines sorted through stdin and stdout");
		try (MiosaSession session = computer.spawn("sort").open()) {
			session.sendStdin("pear\napple\n");
			session.sendStdin("fig\n");
			session.closeStdin();
			int exitCode = session.await(PATIENCE);
			System.out.print(session.captured(SessionStream.STDOUT).text());
			showExitCode(exitCode);
		}
	}

	private static void terminal(MiosaComputer computer) throws IOException {
		System.out.println("== spawn: a terminal that is resized");
		String command = "env PS1='" + PROMPT + "' bash --norc --noediting";
		try (MiosaSession session = computer.spawn(command).pty(80, 24).output(OutputMode.STREAMED).open()) {
			Reader screen = session.stdoutReader();
			showUntilPrompt(screen);
			session.sendStdin("stty size\n");
			showUntilPrompt(screen);
			session.resize(120, 40);
			session.sendStdin("stty size\n");
			showUntilPrompt(screen);
			session.sendStdin("exit 3\n");
			showUntilPrompt(screen);
			showExitCode(session.await(PATIENCE));
		}
	}

	private void job(MiosaComputer computer) throws IOException {
		System.out.println("== job: followed, cut off and picked up again");
		MiosaJob started = this.jobs.job(computer.getId(), "for i in 1 2 3; do echo step $i; sleep 0.5; done").start();
		byte[] beginning;
		try (InputStream stdout = started.stdout()) {
			beginning = stdout.readNBytes("step 1\n".length());
		}
		System.out.write(beginning);
		System.out.println("-- cut off at byte " + beginning.length);

		MiosaJob job = this.jobs.attach(computer.getId(), started.getId());
		try (InputStream stdout = job.stdout(beginning.length)) {
			stdout.transferTo(System.out);
		}
		showExitCode(job.await(PATIENCE));
		job.delete();
	}

	private static void showUntilPrompt(Reader screen) throws IOException {
		StringBuilder text = new StringBuilder();
		for (int c = screen.read(); c >= 0; c = screen.read()) {
			text.append((char) c);
			if (text.toString().endsWith(PROMPT)) {
				break;
			}
		}
		System.out.print(text.toString().replace("\r\n", System.lineSeparator()));
	}

	private static void show(String title, ExecResult result) {
		System.out.println("== " + title);
		System.out.print(result.output());
		showExitCode(result.exitCode());
	}

	private static void showExitCode(int exitCode) {
		System.out.println("-- exit code " + exitCode);
	}

}
