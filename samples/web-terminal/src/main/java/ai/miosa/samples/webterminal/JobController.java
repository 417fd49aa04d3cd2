package ai.miosa.samples.webterminal;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;

/**
 * Runs commands as jobs, which continue without the page and without this server. The id
 * of a job on the computer begins with a hash of its user's name, so that the computer
 * itself lists a user's jobs. The page chooses the rest of the id, so that it can safely
 * repeat a start that was not answered.
 */
@RestController
@RequestMapping("/jobs")
class JobController {

	private static final String ID = "/{id:[a-z0-9-]{1,20}}";

	// Of each stream, as much as a terminal keeps
	private static final long TAIL = 1_000_000;

	private final MiosaJobs jobs;

	private final String computerId;

	JobController(MiosaJobs jobs, MiosaExecTemplate miosa) {
		this.jobs = jobs;
		this.computerId = miosa.computer().getId();
	}

	@GetMapping
	List<Map<String, Object>> list(Principal user) {
		String prefix = prefix(user);
		return this.jobs.list(this.computerId)
			.stream()
			.filter((status) -> status.jobId().startsWith(prefix))
			.map((status) -> Map.<String, Object>of("id", status.jobId().substring(prefix.length()), "status", status))
			.toList();
	}

	@PutMapping(path = ID, consumes = MediaType.TEXT_PLAIN_VALUE)
	void start(Principal user, @PathVariable String id, @RequestBody String command) {
		this.jobs.job(this.computerId, command).id(prefix(user) + id).start();
	}

	/**
	 * Follow a job. Each line of the response is a piece of output, at the end the
	 * status, or empty as a sign of life. If the output is more than a page can show, its
	 * beginning is left out.
	 */
	@GetMapping(path = ID + "/output", produces = MediaType.APPLICATION_NDJSON_VALUE)
	Flux<Object> follow(Principal user, @PathVariable String id, @RequestParam(defaultValue = "0") long stdout,
			@RequestParam(defaultValue = "0") long stderr) {
		MiosaJob job = job(user, id);
		Flux<Object> heartbeat = Flux.interval(Duration.ofSeconds(5)).onBackpressureDrop().map((count) -> Map.of());
		return job.statusMono().flatMapMany((status) -> {
			JobPosition from = new JobPosition(Math.max(stdout, status.stdoutSize() - TAIL),
					Math.max(stderr, status.stderrSize() - TAIL));
			return heartbeat.mergeWith(Flux.concat(job.output(from), job.statusMono()))
				.takeUntil(JobStatus.class::isInstance);
		});
	}

	@PostMapping(ID + "/stop")
	void stop(Principal user, @PathVariable String id) {
		job(user, id).kill();
	}

	@DeleteMapping(ID)
	void forget(Principal user, @PathVariable String id) {
		job(user, id).delete();
	}

	private MiosaJob job(Principal user, String id) {
		return this.jobs.attach(this.computerId, prefix(user) + id);
	}

	private static String prefix(Principal user) {
		return UUID.nameUUIDFromBytes(user.getName().getBytes(StandardCharsets.UTF_8)) + "-";
	}

}
