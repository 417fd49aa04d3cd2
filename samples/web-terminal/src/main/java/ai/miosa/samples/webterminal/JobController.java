package ai.miosa.samples.webterminal;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.SessionStream;

/**
 * Runs commands as jobs, which continue without the page and without this server. The id
 * of a job on the computer begins with a hash of its user's name, so that the list of a
 * user's jobs is the computer's own. The page chooses the rest of the id, so that it can
 * safely repeat a start that was not answered.
 */
@RestController
@RequestMapping("/jobs")
class JobController {

	private static final String ID = "/{id:[a-z0-9-]{1,20}}";

	private static final Duration HEARTBEAT = Duration.ofSeconds(5);

	// Of each stream, as much as a terminal keeps
	private static final long TAIL = 1_000_000;

	private static final int MAX_COMMANDS = 1000;

	private static final int MAX_COMMAND = 200;

	// What a job's id does not say, of the latest jobs
	private final Map<String, String> commands = Collections.synchronizedMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > MAX_COMMANDS;
		}

	});

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
			.map((status) -> Map.of("id", status.jobId().substring(prefix.length()), "status", status, "command",
					this.commands.getOrDefault(status.jobId(), "")));
	}

	@PutMapping(path = ID, consumes = MediaType.TEXT_PLAIN_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> start(Principal user, @PathVariable String id, @RequestBody String command) {
		String jobId = prefix(user) + id;
		return Mono.defer(() -> this.jobs.job(this.computerId, command).id(jobId).startMono())
			.doOnNext((job) -> this.commands.put(jobId, command.substring(0, Math.min(command.length(), MAX_COMMAND))))
			.then();
	}

	// Without offsets, as much of the output as a page can show
	@GetMapping(path = ID + "/output", produces = MediaType.APPLICATION_NDJSON_VALUE)
	Flux<Piece> follow(Principal user, @PathVariable String id, @RequestParam(required = false) @Nullable Long stdout,
			@RequestParam(required = false) @Nullable Long stderr) {
		MiosaJob job = job(user, id);
		return job.statusMono().flatMapMany((status) -> {
			JobPosition from = new JobPosition(begin(stdout, status.stdoutSize()), begin(stderr, status.stderrSize()));
			Flux<Piece> output = job.output(from).map(Piece::of);
			Flux<Piece> end = job.statusMono().map((ended) -> new Piece(null, null, null, ended)).flux();
			Flux<Piece> heartbeat = Flux.interval(HEARTBEAT).onBackpressureDrop().map((count) -> Piece.NONE);
			return Flux.merge(heartbeat, output.concatWith(end)).takeUntil((piece) -> piece.end() != null);
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
		return job.statusMono().then(job.deleteMono()).doOnSuccess((done) -> this.commands.remove(job.getId()));
	}

	private MiosaJob job(Principal user, String id) {
		return this.jobs.attach(this.computerId, prefix(user) + id);
	}

	private static String prefix(Principal user) {
		return UUID.nameUUIDFromBytes(user.getName().getBytes(StandardCharsets.UTF_8)) + "-";
	}

	/**
	 * A piece of output in Base64, or the status at the end, or neither as a sign of
	 * life.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Piece(@Nullable SessionStream stream, @Nullable Long offset, byte @Nullable [] data,
			@Nullable JobStatus end) {

		private static final Piece NONE = new Piece(null, null, null, null);

		static Piece of(JobOutput output) {
			return new Piece(output.stream(), output.offset(), output.bytes(), null);
		}

	}

}
