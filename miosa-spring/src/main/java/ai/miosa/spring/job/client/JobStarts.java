package ai.miosa.spring.job.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.JobStart;
import ai.miosa.spring.job.MiosaJob;

/**
 * Jobs of one computer that are started by one request.
 */
final class JobStarts {

	/**
	 * The maximum number of jobs per request. With ids of 200 characters, their arguments
	 * take 35 KB of the 128 KiB that Linux accepts for one argument (MAX_ARG_STRLEN).
	 */
	static final int MAX_JOBS = 100;

	// Of the 2 MiB that Linux accepts for arguments and environment by default; also the
	// maximum of one job
	private static final int MAX_BYTES = 256 * 1024;

	private static final int MAX_COMPUTERS = 16;

	private final JobComputer computer;

	private final List<DefaultJobSpec> jobs = new ArrayList<>();

	private final List<JobKey> keys = new ArrayList<>();

	private final List<Integer> positions = new ArrayList<>();

	private final Map<String, String> variables = new LinkedHashMap<>();

	private final List<String> arguments = new ArrayList<>();

	private int bytes;

	private JobStarts(DefaultJobSpec first) {
		this.computer = first.computer();
		this.arguments.add("start_all");
		this.arguments.add(first.jobs().retention());
	}

	/**
	 * Start jobs, on several computers at a time.
	 * @param jobs the jobs, read before this returns
	 * @return the results in the order of the jobs
	 */
	static Mono<List<JobStart>> start(List<JobSpec> jobs) {
		Map<Map.Entry<DefaultMiosaJobs, String>, List<JobStarts>> requests = new LinkedHashMap<>();
		for (int i = 0; i < jobs.size(); i++) {
			JobSpec spec = jobs.get(i);
			Assert.isInstanceOf(DefaultJobSpec.class, spec, "A job must be specified by MiosaJobs.job");
			DefaultJobSpec job = (DefaultJobSpec) spec;
			List<JobStarts> ofComputer = requests.computeIfAbsent(Map.entry(job.jobs(), job.computer().id()),
					(computer) -> new ArrayList<>());
			if (ofComputer.isEmpty() || !ofComputer.get(ofComputer.size() - 1).add(job, i)) {
				JobStarts request = new JobStarts(job);
				Assert.state(request.add(job, i), "A request must have room for a job");
				ofComputer.add(request);
			}
		}
		return Flux.fromIterable(requests.values())
			.flatMap((ofComputer) -> Flux.fromIterable(ofComputer).concatMap(JobStarts::start), MAX_COMPUTERS)
			.collect(() -> new JobStart[jobs.size()],
					(results, part) -> part.forEach((position, result) -> results[position] = result))
			.map(List::of);
	}

	private boolean add(DefaultJobSpec job, int position) {
		Map<String, String> variables = job.variables("_" + this.jobs.size());
		int bytes = variables.values().stream().mapToInt((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		if (this.jobs.size() == MAX_JOBS || (!this.jobs.isEmpty() && this.bytes + bytes > MAX_BYTES)) {
			return false;
		}
		JobKey key = JobKey.random(job.id());
		this.jobs.add(job);
		this.keys.add(key);
		this.positions.add(position);
		this.variables.putAll(variables);
		this.arguments.addAll(job.arguments(key));
		this.bytes += bytes;
		return true;
	}

	private Mono<Map<Integer, JobStart>> start() {
		return this.computer
			.callIdempotent(time(this.jobs.size()), this.variables, this.arguments.toArray(String[]::new))
			.map(this::results)
			.onErrorResume(RuntimeException.class, (ex) -> Mono.just(failures(ex)));
	}

	/**
	 * Return the time allowed for a number of jobs, in addition to that of every call.
	 */
	static Duration time(int jobs) {
		return Duration.ofMillis(250L * jobs);
	}

	private Map<Integer, JobStart> results(List<JobEvent> answers) {
		Assert.state(answers.size() > this.jobs.size(), "The script has answered for each job, and with the end");
		Map<Integer, JobStart> results = new LinkedHashMap<>();
		for (int i = 0; i < this.jobs.size(); i++) {
			results.put(this.positions.get(i), result(i, answers.get(i)));
		}
		return results;
	}

	private JobStart result(int index, JobEvent answer) {
		JobKey key = this.keys.get(index);
		if (answer instanceof JobEvent.Status started) {
			MiosaJob job = this.jobs.get(index).job(started.status(), key);
			return new JobStart(this.computer.id(), key.id(), job, null);
		}
		RuntimeException failure = (answer instanceof JobEvent.Rejection rejection)
				? rejection.toException(this.computer.id(), key.id()) : new JobEvent.MalformedException(
						"The computer's answer about a start is malformed", this.computer.id());
		return new JobStart(this.computer.id(), key.id(), null, failure);
	}

	private Map<Integer, JobStart> failures(RuntimeException failure) {
		Map<Integer, JobStart> results = new LinkedHashMap<>();
		for (int i = 0; i < this.jobs.size(); i++) {
			results.put(this.positions.get(i), new JobStart(this.computer.id(), this.keys.get(i).id(), null, failure));
		}
		return results;
	}

}
