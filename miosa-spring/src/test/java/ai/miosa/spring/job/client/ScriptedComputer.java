package ai.miosa.spring.job.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * The script of jobs, run by a real bash in a separate home directory.
 */
final class ScriptedComputer implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Path home;

	private final Map<String, String> env = new HashMap<>();

	ScriptedComputer(Path home) {
		this.home = home;
	}

	ScriptedComputer env(String name, String value) {
		this.env.put(name, value);
		return this;
	}

	Path home() {
		return this.home;
	}

	/**
	 * Return the directory of a job.
	 */
	Path directory(String jobId) {
		Path parent = this.home.resolve(".miosa/jobs").resolve(jobId);
		try (Stream<Path> incarnations = Files.list(parent)) {
			return incarnations.findFirst().orElse(parent);
		}
		catch (IOException ex) {
			return parent;
		}
	}

	static DefaultJobSpec job(String command) {
		return job(command, Duration.ofDays(7));
	}

	static DefaultJobSpec job(String command, Duration retention) {
		return new DefaultMiosaJobs(mock(ExecEngine.class),
				new MiosaJobs.Settings(true, retention, Duration.ofSeconds(20), List.of()), ObservationRegistry.NOOP,
				null)
			.job("cmp_1", command);
	}

	JobStatus start(String jobId, String command) {
		return start(jobId, job(command));
	}

	JobStatus start(String jobId, DefaultJobSpec job) {
		return status(call(job.variables(""), job.arguments(JobKey.random(jobId), "")), jobId);
	}

	JobStatus status(String jobId) {
		return status(jobId, "-");
	}

	JobStatus status(String jobId, String incarnation) {
		return status(call("status", jobId, incarnation), jobId);
	}

	static JobStatus status(List<JobEvent> answer, String jobId) {
		return JobEvent.statuses(JobEvent.check(answer, "cmp_1", jobId)).get(0);
	}

	JobStatus awaitEnd(String jobId) {
		return Awaitility.await().atMost(PATIENCE).until(() -> status(jobId), JobStatus::isEnded);
	}

	/**
	 * Start jobs concurrently.
	 * @param jobs by id what makes the command
	 * @param command makes the command
	 */
	<T> void startAll(Map<String, T> jobs, Function<T, String> command) {
		Flux.fromIterable(jobs.entrySet())
			.flatMap((job) -> Mono.fromRunnable(() -> start(job.getKey(), command.apply(job.getValue())))
				.subscribeOn(Schedulers.boundedElastic()), 8)
			.blockLast(Duration.ofMinutes(2));
	}

	/**
	 * Start jobs by one call of the script.
	 */
	List<JobEvent> startAll(List<DefaultJobSpec> jobs, String... jobIds) {
		List<String> arguments = new ArrayList<>(List.of("start_all", "604800"));
		Map<String, String> variables = new HashMap<>();
		for (int i = 0; i < jobs.size(); i++) {
			arguments.addAll(jobs.get(i).arguments(JobKey.random(jobIds[i])));
			variables.putAll(jobs.get(i).variables("_" + i));
		}
		return call(variables, arguments.toArray(String[]::new));
	}

	/**
	 * Wait for the end of jobs and list all.
	 */
	List<JobStatus> awaitAll(Collection<String> jobIds) {
		jobIds.forEach((
				id) -> Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(directory(id).resolve("outcome"))));
		return JobEvent.statuses(call("list"));
	}

	/**
	 * Start a job by a script in which parts are replaced.
	 */
	JobStatus start(String jobId, String command, Map<String, String> replacements) {
		return start(jobId, job(command), replacements);
	}

	JobStatus start(String jobId, DefaultJobSpec job, Map<String, String> replacements) {
		return status(answer(runReplaced(job.variables(""), replacements, job.arguments(JobKey.random(jobId), ""))),
				jobId);
	}

	JobStatus status(String jobId, Map<String, String> replacements) {
		return status(answer(runReplaced(Map.of(), replacements, "status", jobId, "-")), jobId);
	}

	/**
	 * Run the script after parts of it were replaced.
	 */
	Process runReplaced(Map<String, String> variables, Map<String, String> replacements, String... arguments) {
		String script = JobComputer.oneShot(List.of(arguments));
		for (Map.Entry<String, String> replacement : replacements.entrySet()) {
			assertThat(script).contains(replacement.getKey());
			script = script.replace(replacement.getKey(), replacement.getValue());
		}
		return run(script, variables);
	}

	/**
	 * Remove old jobs until one is gone. Another removal may be in progress.
	 */
	void sweepUntilRemoved(Duration retention, String jobId) {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			runToEnd(JobComputer.oneShot(List.of("sweep", DefaultJobSpec.seconds(retention))), Map.of());
			return !Files.exists(this.home.resolve(".miosa/jobs").resolve(jobId));
		});
	}

	byte[] output(String jobId, SessionStream stream) {
		return output(jobId, stream, 0);
	}

	byte[] output(String jobId, SessionStream stream, long offset) {
		boolean stdout = stream == SessionStream.STDOUT;
		ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
		call("output", jobId, status(jobId).incarnation(), stdout ? "" + offset : "-", stdout ? "-" : "" + offset,
				"1000000")
			.stream()
			.filter(JobEvent.Output.class::isInstance)
			.forEach((event) -> bytes.put(((JobEvent.Output) event).output().data()));
		byte[] output = new byte[bytes.position()];
		bytes.flip().get(output);
		return output;
	}

	List<JobEvent> call(String... arguments) {
		return call(Map.of(), arguments);
	}

	List<JobEvent> call(Map<String, String> variables, String... arguments) {
		return answer(run(JobComputer.oneShot(List.of(arguments)), variables));
	}

	static List<JobEvent> answer(Process process) {
		JobAnswerDecoder decoder = new JobAnswerDecoder();
		List<JobEvent> events = decoder.decode(ByteBuffer.wrap(text(process).getBytes(StandardCharsets.UTF_8)));
		assertThat(decoder.isEnded()).isTrue();
		return events;
	}

	/**
	 * Return what a process prints until it ends.
	 */
	static String text(Process process) {
		try {
			String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			return text;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void runToEnd(String command, Map<String, String> variables) {
		assertThat(run(command, variables).onExit()).succeedsWithin(PATIENCE);
	}

	Process run(String command, Map<String, String> variables) {
		return run(command, variables, ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
	}

	Process run(String command, Map<String, String> variables, ProcessBuilder.Redirect input) {
		// Or a signal that the build ignores, as INT in the background, would end nothing
		ProcessBuilder builder = new ProcessBuilder("env", "--default-signal", "bash", "-c", command)
			.directory(this.home.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.redirectInput(input);
		builder.environment().keySet().removeIf((name) -> !name.equals("PATH"));
		builder.environment().put("HOME", this.home.toString());
		builder.environment().put("MIOSA_JOBS_DIRECTORY", this.home.resolve(".miosa/jobs").toString());
		builder.environment().putAll(this.env);
		builder.environment().putAll(variables);
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long pid(String jobId, String file) {
		return Long.parseLong(Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> Files.readString(directory(jobId).resolve(file)).strip(), (text) -> !text.isEmpty())
			.split(" ")[0]);
	}

	/**
	 * Return the processes whose environment names this home.
	 */
	List<Path> processes() {
		try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
			return processes.filter((path) -> path.getFileName().toString().matches("[0-9]+"))
				.filter((path) -> read(path.resolve("environ")).contains(this.home.toString()))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String read(Path path) {
		try {
			return Files.readString(path, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public void close() {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			List<Path> processes = processes();
			processes.forEach((path) -> ProcessHandle.of(Long.parseLong(path.getFileName().toString()))
				.ifPresent(ProcessHandle::destroyForcibly));
			return processes.isEmpty();
		});
	}

}
