package ai.miosa.spring.job;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * An application in a separate JVM.
 */
public final class JobJvm {

	// Standard output, which is the answer of this JVM
	private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

	private JobJvm() {
	}

	static Process launch(MiosaLocalComputer computer, List<String> jvmOptions, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmOptions);
		command.addAll(
				List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						JobJvm.class.getName(), computer.getBaseUrl(), computer.getApiKey(), computer.getComputerId()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	public static void main(String[] args) throws Exception {
		try (JobApplication application = JobApplication.start(args[0], args[1], "logging.level.root=error")) {
			switch (args[3]) {
				case "hold" -> hold(application.jobs().job(args[2], args[5]).id(args[4]).start());
				case "race" -> race(application, args[2], args[4], args[5]);
				case "digest" -> digest(application.jobs().attach(args[2], args[4]));
				default -> throw new IllegalArgumentException(args[3]);
			}
		}
	}

	/**
	 * Read a line of the job, report it, and follow the job until killed.
	 */
	private static void hold(MiosaJob job) {
		job.lines().doOnNext((line) -> OUT.println(line.text())).blockLast(Duration.ofMinutes(5));
	}

	/**
	 * Start the same job in ten threads concurrently, as soon as a line is read.
	 */
	private static void race(JobApplication application, String computerId, String jobId, String command)
			throws Exception {
		OUT.println("ready");
		System.in.read();
		List<String> ids = Flux.range(0, 10)
			.flatMap((i) -> application.jobs().job(computerId, command).id(jobId).startMono(), 10)
			.map(MiosaJob::getId)
			.collectList()
			.block(Duration.ofMinutes(2));
		OUT.println(ids);
	}

	/**
	 * Digest the output of a job, ten pieces at a time with a pause.
	 */
	private static void digest(MiosaJob job) throws Exception {
		StreamDigest digest = new StreamDigest();
		CountDownLatch done = new CountDownLatch(1);
		job.output().subscribe(new BaseSubscriber<JobOutput>() {

			private int pieces;

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				request(1);
			}

			@Override
			protected void hookOnNext(JobOutput output) {
				digest.add(output);
				if (++this.pieces % 100 == 0) {
					Schedulers.parallel().schedule(() -> request(1), 5, TimeUnit.MILLISECONDS);
				}
				else {
					request(1);
				}
			}

			@Override
			protected void hookFinally(SignalType type) {
				done.countDown();
			}

		});
		done.await();
		OUT.println(digest.hex(SessionStream.STDOUT) + " " + digest.hex(SessionStream.STDERR));
	}

	static BufferedReader reader(Process process) {
		return process.inputReader(StandardCharsets.UTF_8);
	}

}
