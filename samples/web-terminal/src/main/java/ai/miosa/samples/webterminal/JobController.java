package ai.miosa.samples.webterminal;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.job.JobPosition;
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

	private static final Duration HEARTBEAT = Duration.ofSeconds(5);

	// Of each stream, as much as a terminal keeps
	private static final long TAIL = 1_000_000;

	private final MiosaJobs jobs;

	private final String computerId;

	JobController(MiosaJobs jobs, MiosaExecTemplate miosa) {
		this.jobs = jobs;
		this.computerId = miosa.computer().getId();
	}

	@GetMapping
	Flux<Map<String, Object>> list(Principal user) {
		String prefix = prefix(user);
		return this.jobs.listMono(this.computerId)
			.flatMapIterable((jobs) -> jobs)
			.filter((status) -> status.jobId().startsWith(prefix))
			.map((status) -> Map.of("id", status.jobId().substring(prefix.length()), "status", status));
	}

	@PutMapping(path = ID, consumes = MediaType.TEXT_PLAIN_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> start(Principal user, @PathVariable String id, @RequestBody String command) {
		return Mono.defer(() -> this.jobs.job(this.computerId, command).id(prefix(user) + id).startMono()).then();
	}

	/**
	 * Follow a job. Each line of the response is a piece of output in Base64, the status
	 * at the end, or empty as a sign of life.
	 * @param stdout where to begin; without it, with as much as a page can show
	 * @param stderr likewise
	 */
	@GetMapping(path = ID + "/output", produces = MediaType.APPLICATION_NDJSON_VALUE)
	Flux<Map<String, Object>> follow(Principal user, @PathVariable String id,
			@RequestParam(required = false) @Nullable Long stdout,
			@RequestParam(required = false) @Nullable Long stderr) {
		MiosaJob job = job(user, id);
		return job.statusMono().flatMapMany((status) -> {
			JobPosition from = new JobPosition(begin(stdout, status.stdoutSize()), begin(stderr, status.stderrSize()));
			Flux<Map<String, Object>> output = job.output(from)
				.map((piece) -> Map.of("stream", piece.stream(), "offset", piece.offset(), "data", piece.bytes()));
			Mono<Map<String, Object>> end = job.statusMono().map((ended) -> Map.of("end", ended));
			Flux<Map<String, Object>> heartbeat = Flux.interval(HEARTBEAT)
				.onBackpressureDrop()
				.map((count) -> Map.of());
			return Flux.merge(heartbeat, output.concatWith(end)).takeUntil((line) -> line.containsKey("end"));
		});
	}

	private static long begin(@Nullable Long offset, long size) {
		return (offset != null) ? offset : Math.max(0, size - TAIL);
	}

	@PostMapping(ID + "/stop")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> stop(Principal user, @PathVariable String id) {
		return job(user, id).killMono().then();
	}

	@DeleteMapping(ID)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> forget(Principal user, @PathVariable String id) {
		MiosaJob job = job(user, id);
		return job.statusMono().then(job.deleteMono());
	}

	private MiosaJob job(Principal user, String id) {
		return this.jobs.attach(this.computerId, prefix(user) + id);
	}

	private static String prefix(Principal user) {
		return UUID.nameUUIDFromBytes(user.getName().getBytes(StandardCharsets.UTF_8)) + "-";
	}

}
