package ai.miosa.samples.webterminal;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;

/**
 * Starts commands as jobs, which go on without the page and without this server, and lets
 * a page follow them from wherever it was. The page chooses a job's id, so that it can
 * find the job again even if it never got an answer to the start.
 */
@RestController
@RequestMapping("/jobs/{id}")
class JobController {

	private static final Duration NEWS = Duration.ofSeconds(1);

	// Of each stream, as much as the page shows
	private static final long TAIL = 1_000_000;

	private final MiosaJobs jobs;

	private final String computerId;

	JobController(MiosaJobs jobs, ReactiveMiosaExecTemplate miosa) {
		this.jobs = jobs;
		this.computerId = miosa.computer().getId();
	}

	@PutMapping(consumes = MediaType.TEXT_PLAIN_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> start(Principal user, @PathVariable String id, @RequestBody String command) {
		return Mono
			.defer(() -> this.jobs.job(this.computerId, command).id(idOnComputer(user.getName(), id)).startMono())
			.then();
	}

	/**
	 * Follow a job.
	 * @param stdout where to begin in stdout, by default so that the page can show it all
	 * @param stderr where to begin in stderr, likewise
	 */
	@GetMapping(produces = MediaType.APPLICATION_NDJSON_VALUE)
	Flux<JobNews> follow(Principal user, @PathVariable String id, @RequestParam(required = false) @Nullable Long stdout,
			@RequestParam(required = false) @Nullable Long stderr) {
		MiosaJob job = job(user, id);
		Flux<JobNews> output = job.statusMono()
			.map((status) -> new JobPosition(begin(stdout, status.stdoutSize()), begin(stderr, status.stderrSize())))
			.flatMapMany(job::output)
			.map(JobNews::output);
		Flux<JobNews> untilEnd = output.concatWith(job.statusMono().map(JobNews::ended))
			.onErrorResume(MiosaException.class, (ex) -> Mono.just(JobNews.failed(ex)));
		// A page that has gone is noticed when something is sent to it
		Flux<JobNews> news = Flux.interval(NEWS).onBackpressureDrop().map((count) -> JobNews.running());
		return Flux.merge(news, untilEnd).takeUntil(JobNews::isLast);
	}

	private static long begin(@Nullable Long offset, long size) {
		return (offset != null) ? offset : Math.max(0, size - TAIL);
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> kill(Principal user, @PathVariable String id) {
		return job(user, id).killMono().then();
	}

	private MiosaJob job(Principal user, String id) {
		return this.jobs.attach(this.computerId, idOnComputer(user.getName(), id));
	}

	// The same for the same user alone, whatever an id that comes from outside looks like
	private static String idOnComputer(String user, String id) {
		return UUID.nameUUIDFromBytes((user + "\n" + id).getBytes(StandardCharsets.UTF_8)).toString();
	}

}
