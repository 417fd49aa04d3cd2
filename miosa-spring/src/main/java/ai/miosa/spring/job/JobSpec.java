package ai.miosa.spring.job;

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
import ai.miosa.spring.text.CommandChecks;
import ai.miosa.spring.text.Sha256;
import ai.miosa.spring.text.ShellQuoting;

/**
 * Specifies a job and starts it. Not thread-safe.
 *
 * @see MiosaJobs#job
 */
public final class JobSpec {

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

	JobSpec(DefaultMiosaJobs jobs, JobComputer computer, String command) {
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

	/**
	 * Return the computer on which the job will run.
	 * @return the computer's id
	 */
	public String getComputerId() {
		return this.computer.id();
	}

	/**
	 * Set the id, by which the job is found again and which makes its start idempotent. A
	 * random id by default.
	 * @param id the id, any text of at most 200 characters; each byte other than a
	 * letter, digit, hyphen, underscore or dot counts as three
	 * @return this specification
	 * @throws IllegalArgumentException if it is empty, too long or not valid Unicode
	 */
	public JobSpec id(String id) {
		JobKey.check(id);
		this.id = id;
		return this;
	}

	/**
	 * Set the time limit of the command in whole seconds; a fraction is rounded up. The
	 * computer enforces it, whether or not the job is followed.
	 * @param timeout the timeout, positive; no limit by default
	 * @return this specification
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public JobSpec timeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "The timeout must be positive");
		this.timeout = timeout;
		return this;
	}

	/**
	 * Set how long the command may take to end after its timeout before it is killed.
	 * @param killGracePeriod the time between SIGTERM and SIGKILL, 10 seconds by default,
	 * in whole seconds; a fraction is rounded up
	 * @return this specification
	 * @throws IllegalArgumentException if it is negative
	 */
	public JobSpec killGracePeriod(Duration killGracePeriod) {
		Assert.isTrue(!killGracePeriod.isNegative(), "The grace period must not be negative");
		this.killGracePeriod = killGracePeriod;
		return this;
	}

	/**
	 * Limit how much of each stream is kept. A command that writes more receives SIGPIPE,
	 * or an error if it ignores that.
	 * @param maxOutput the size, at least 1 KB; a fraction of a KB is ignored. Limited
	 * only by the disk by default
	 * @return this specification
	 * @throws IllegalArgumentException if the size is less than 1 KB
	 */
	public JobSpec maxOutput(DataSize maxOutput) {
		Assert.isTrue(maxOutput.toKilobytes() > 0, "The limit of output must be at least 1 KB");
		this.maxOutput = maxOutput;
		return this;
	}

	/**
	 * Set a shorter retention for this job, which is removed when a job is started after
	 * it.
	 * @param retention the time after the end of the job, in whole seconds; a fraction is
	 * rounded up
	 * @return this specification
	 * @throws IllegalArgumentException if it is negative
	 */
	public JobSpec retention(Duration retention) {
		Assert.isTrue(!retention.isNegative(), "The retention must not be negative");
		this.retention = retention;
		return this;
	}

	/**
	 * Set the directory to run in.
	 * @param workingDirectory the directory on the computer, by default that of one-shots
	 * @return this specification
	 * @throws IllegalArgumentException if the directory is blank or contains NUL
	 */
	public JobSpec workingDirectory(String workingDirectory) {
		CommandChecks.checkText(workingDirectory, "The working directory");
		this.workingDirectory = workingDirectory;
		return this;
	}

	/**
	 * Add a variable to the command's environment.
	 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}, and none that bash keeps
	 * read-only
	 * @param value the value
	 * @return this specification
	 * @throws IllegalArgumentException if the name is anything else or the value contains
	 * NUL
	 */
	public JobSpec env(String name, String value) {
		CommandChecks.checkEnv(name, value);
		Assert.isTrue(!READ_ONLY_VARIABLES.contains(name), () -> "Bash keeps the variable " + name + " read-only");
		this.env.put(name, value);
		return this;
	}

	/**
	 * Add variables to the command's environment, like {@link #env(String, String)}.
	 * @param env the variables
	 * @return this specification
	 * @throws IllegalArgumentException if one of them cannot be set
	 */
	public JobSpec env(Map<String, String> env) {
		env.forEach(this::env);
		return this;
	}

	/**
	 * Start the job, or attach to the existing one with that id. As long as the job is on
	 * the computer, its command runs only once, however often it is started. A start that
	 * fails is therefore repeated, up to five attempts in all.
	 * @return the job
	 * @throws MiosaJobConflictException if the id belongs to a job with another command,
	 * environment or directory
	 * @throws IllegalArgumentException if the environment exceeds 120,000 bytes
	 * @see MiosaJob#isNew()
	 */
	public MiosaJob start() {
		return BlockingCall.await("JobSpec.start", this.computer.id(), startMono());
	}

	/**
	 * Start the job without blocking, like {@link #start()}. Each subscription starts the
	 * same job.
	 * @return the job
	 */
	public Mono<MiosaJob> startMono() {
		JobKey key = JobKey.random(this.id);
		return start(key, variables(""), arguments(key, ""));
	}

	/**
	 * Start a new attempt: like {@link #start()}, but replace the job under the id if it
	 * has ended, with its output. The command of the new attempt runs once, however many
	 * requests are needed, and only the attempt that was found is replaced.
	 * @return the job, not {@link MiosaJob#isNew() new} if an attempt was running
	 * @throws MiosaJobConflictException if the running attempt has another command,
	 * environment or directory
	 * @throws IllegalStateException if no id was set
	 */
	public MiosaJob restart() {
		return BlockingCall.await("JobSpec.restart", this.computer.id(), restartMono());
	}

	/**
	 * Start a new attempt without blocking, like {@link #restart()}. Takes two requests.
	 * @return the job
	 */
	public Mono<MiosaJob> restartMono() {
		Assert.state(this.id != null, "A restart needs the id of the job");
		JobKey key = JobKey.random(this.id);
		Map<String, String> variables = variables("");
		String[] firstStart = arguments(key, "");
		return this.jobs.attach(this.computer.id(), this.id)
			.statusMono()
			.map((found) -> arguments(key, found.incarnation()))
			.onErrorReturn(MiosaJobNotFoundException.class, firstStart)
			.flatMap((arguments) -> start(key, variables, arguments));
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
		return new DefaultMiosaJob(this.jobs, this.computer, found, found.equals(key));
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

	/**
	 * Start the job like {@link #start()}, wait for its end, and return a report, in a
	 * single request. A job that takes longer continues to run.
	 * @param timeout how long to wait, at most 280 seconds
	 * @param excerpt the number of bytes to return of each end of a stream
	 * @return the report
	 * @throws MiosaJobConflictException if the id belongs to a job with another command,
	 * environment or directory
	 * @throws IllegalArgumentException if an argument is out of range, or the environment
	 * exceeds 120,000 bytes
	 */
	public JobReport run(Duration timeout, int excerpt) {
		return BlockingCall.await("JobSpec.run", this.computer.id(), runMono(timeout, excerpt));
	}

	/**
	 * Start the job without blocking, like {@link #run}. Each subscription starts the
	 * same job.
	 * @param timeout how long to wait, at most 280 seconds
	 * @param excerpt the number of bytes to return of each end of a stream
	 * @return the report
	 */
	public Mono<JobReport> runMono(Duration timeout, int excerpt) {
		JobKey key = JobKey.random(this.id);
		String[] arguments = JobReport.arguments("run", timeout, excerpt, arguments(key, ""));
		return send(key, timeout, variables(""), arguments).map(JobReport::of);
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
