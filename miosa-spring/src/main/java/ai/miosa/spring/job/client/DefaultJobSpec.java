package ai.miosa.spring.job.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.text.CommandChecks;
import ai.miosa.spring.text.Sha256;
import ai.miosa.spring.text.ShellQuoting;

/**
 * Specification of a job, and the arguments and variables by which the script starts it.
 */
final class DefaultJobSpec implements JobSpec {

	private static final Set<String> READ_ONLY_VARIABLES = Set.of("BASHOPTS", "BASH_VERSINFO", "EUID", "PPID",
			"SHELLOPTS", "UID");

	// Linux accepts 131,072 bytes for a variable: MAX_ARG_STRLEN in linux/binfmts.h
	private static final int MAX_SIZE = 120_000;

	private final DefaultMiosaJobs jobs;

	private final JobComputer computer;

	private final String command;

	private @Nullable String id;

	private @Nullable Duration timeout;

	private Duration killGracePeriod = Duration.ofSeconds(10);

	private @Nullable DataSize maxOutput;

	private @Nullable Duration retention;

	private @Nullable String workingDirectory;

	private final Map<String, String> env = new TreeMap<>();

	DefaultJobSpec(DefaultMiosaJobs jobs, JobComputer computer, String command) {
		CommandChecks.checkText(command, "The command");
		checkSize(command, "The command");
		this.jobs = jobs;
		this.computer = computer;
		this.command = command;
	}

	private static void checkSize(String text, String what) {
		Assert.isTrue(text.getBytes(StandardCharsets.UTF_8).length <= MAX_SIZE,
				() -> what + " of a job must not exceed " + MAX_SIZE + " bytes");
	}

	@Override
	public String getComputerId() {
		return this.computer.id();
	}

	@Override
	public DefaultJobSpec id(String id) {
		JobKey.check(id);
		this.id = id;
		return this;
	}

	@Override
	public DefaultJobSpec timeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "The timeout must be positive");
		this.timeout = timeout;
		return this;
	}

	@Override
	public DefaultJobSpec killGracePeriod(Duration killGracePeriod) {
		Assert.isTrue(!killGracePeriod.isNegative(), "The grace period must not be negative");
		this.killGracePeriod = killGracePeriod;
		return this;
	}

	@Override
	public DefaultJobSpec maxOutput(DataSize maxOutput) {
		Assert.isTrue(maxOutput.toKilobytes() > 0, "The limit of output must be at least 1 KB");
		this.maxOutput = maxOutput;
		return this;
	}

	@Override
	public DefaultJobSpec retention(Duration retention) {
		Assert.isTrue(!retention.isNegative(), "The retention must not be negative");
		this.retention = retention;
		return this;
	}

	@Override
	public DefaultJobSpec workingDirectory(String workingDirectory) {
		CommandChecks.checkText(workingDirectory, "The working directory");
		this.workingDirectory = workingDirectory;
		return this;
	}

	@Override
	public DefaultJobSpec env(String name, String value) {
		CommandChecks.checkEnv(name, value);
		Assert.isTrue(!READ_ONLY_VARIABLES.contains(name), () -> "Bash keeps the variable " + name + " read-only");
		this.env.put(name, value);
		return this;
	}

	@Override
	public DefaultJobSpec env(Map<String, String> env) {
		env.forEach(this::env);
		return this;
	}

	@Override
	public MiosaJob start() {
		return BlockingCall.await("JobSpec.start", this.computer.id(), startMono());
	}

	@Override
	public Mono<MiosaJob> startMono() {
		JobKey key = JobKey.random(this.id);
		return start(key, variables(""), arguments(key, ""));
	}

	@Override
	public MiosaJob restart() {
		return BlockingCall.await("JobSpec.restart", this.computer.id(), restartMono());
	}

	@Override
	public Mono<MiosaJob> restartMono() {
		String id = this.id;
		Assert.state(id != null, "A restart needs the id of the job");
		JobKey key = JobKey.random(id);
		Map<String, String> variables = variables("");
		return this.jobs.statusesMono(this.computer.id(), List.of(id))
			.mapNotNull((found) -> found.get(id))
			.map(JobStatus::incarnation)
			.defaultIfEmpty("")
			.flatMap((replaced) -> start(key, variables, arguments(key, replaced)));
	}

	private Mono<MiosaJob> start(JobKey key, Map<String, String> variables, String[] arguments) {
		return send(key, Duration.ZERO, variables, arguments)
			.map((events) -> job(JobEvent.statuses(events).get(0), key));
	}

	/**
	 * Return the job that a start has found or created.
	 */
	MiosaJob job(JobStatus started, JobKey key) {
		JobKey found = JobKey.of(started);
		DefaultMiosaJob job = new DefaultMiosaJob(this.jobs, this.computer, found, found.equals(key));
		job.found(started);
		return job;
	}

	DefaultMiosaJobs jobs() {
		return this.jobs;
	}

	JobComputer computer() {
		return this.computer;
	}

	@Nullable String id() {
		return this.id;
	}

	@Override
	public JobReport run(Duration timeout, int excerpt) {
		return BlockingCall.await("JobSpec.run", this.computer.id(), runMono(timeout, excerpt));
	}

	@Override
	public Mono<JobReport> runMono(Duration timeout, int excerpt) {
		JobKey key = JobKey.random(this.id);
		String[] arguments = JobReports.arguments("run", timeout, excerpt, arguments(key, ""));
		return send(key, timeout, variables(""), arguments).map(JobReports::of)
			.doOnNext((report) -> job(report.status(), key));
	}

	private Mono<List<JobEvent>> send(JobKey key, Duration time, Map<String, String> variables, String[] arguments) {
		return this.computer.callIdempotent(time, variables, arguments)
			.map((events) -> JobEvent.check(events, this.computer.id(), key.id()));
	}

	/**
	 * Return the variables that the script reads, so that their values are not in the
	 * arguments of a process.
	 * @param suffix the end of the variables' names
	 */
	Map<String, String> variables(String suffix) {
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put("MIOSA_JOB_COMMAND" + suffix, this.command);
		variables.put("MIOSA_JOB_ENV" + suffix, exports());
		if (this.workingDirectory != null) {
			variables.put("MIOSA_JOB_DIRECTORY" + suffix, this.workingDirectory);
		}
		return variables;
	}

	/**
	 * Return the arguments that start this job alone.
	 * @param replaced the incarnation to remove first, or an empty text
	 */
	String[] arguments(JobKey key, String replaced) {
		return key.arguments("start", fingerprint(), this.jobs.retention(), seconds(this.killGracePeriod),
				seconds(this.timeout), replaced, maxKilobytes(), seconds(this.retention));
	}

	/**
	 * Return the arguments that start this job among others.
	 */
	List<String> arguments(JobKey key) {
		return List.of(JobKey.encode(key.id()), key.incarnation(), fingerprint(), seconds(this.killGracePeriod),
				seconds(this.timeout), maxKilobytes(), seconds(this.retention));
	}

	private String maxKilobytes() {
		return (this.maxOutput != null) ? String.valueOf(this.maxOutput.toKilobytes()) : "";
	}

	private String exports() {
		String exports = ShellQuoting.exports(this.env);
		checkSize(exports, "The environment");
		return exports;
	}

	private String fingerprint() {
		// No part can contain NUL
		return Sha256.hex(this.command + '\0' + this.workingDirectory + '\0' + exports());
	}

	static String seconds(@Nullable Duration duration) {
		if (duration == null) {
			return "";
		}
		return String.valueOf(duration.toSeconds() + ((duration.toNanosPart() > 0) ? 1 : 0));
	}

	/**
	 * Return id, timeout and the number of variables. The command, directory, names and
	 * values are omitted.
	 */
	@Override
	public String toString() {
		return "JobSpec[computer=" + this.computer.id() + ", id=" + this.id + ", timeout=" + this.timeout + ", env="
				+ this.env.size() + " variables]";
	}

}
