package ai.miosa.spring.computer;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInsufficientCreditsException;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many creations, with lost responses, rate limits, failures, a quota and slow starts,
 * leave exactly the computers that the caller knows of.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class ManyComputersTests {

	private static final String CREATE = "POST /computers";

	private static final List<Fault> CREATION_FAULTS = List.of(Fault.none(), Fault.none(), Fault.none(), Fault.none(),
			Fault.dropAfterRunning(ConnectionEnd.RESET), Fault.dropAfterRunning(ConnectionEnd.FIN),
			Fault.dropAfterBody(ConnectionEnd.RESET), Fault.errorAfterRunning(502, "BAD_GATEWAY"),
			Fault.error(500, "INTERNAL_ERROR"), Fault.retryable(503, "UNAVAILABLE"), Fault.truncatedBody(),
			Fault.rateLimitedInBody(Duration.ofMillis(10)));

	private static final List<Fault> OTHER_FAULTS = List.of(Fault.none(), Fault.none(), Fault.none(),
			Fault.error(500, "INTERNAL_ERROR"), Fault.dropAfterRunning(ConnectionEnd.RESET),
			Fault.rateLimitedInBody(Duration.ofMillis(10)));

	private final Random random = new Random(24);

	private final Set<EphemeralComputer> known = ConcurrentHashMap.newKeySet();

	private final Set<String> lost = ConcurrentHashMap.newKeySet();

	private final AtomicInteger rejected = new AtomicInteger();

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputers computers;

	ManyComputersTests(MiosaLocalComputer local) {
		this.local = local;
		local.ignoreIdempotencyKeys();
		local.setStartTime(Duration.ofMillis(50));
		this.application = LocalComputerApplication.start(local, "miosa.exec.grace-period=3s",
				"miosa.retry.max-attempts=10");
		this.computers = this.application.template().computers();
	}

	@Test
	@Tag("thorough")
	void oneHundred() {
		create(100);
	}

	@Test
	@Timeout(600)
	@Tag("scale")
	void oneThousand() {
		create(1000);
	}

	private void create(int count) {
		this.local.setQuota(count * 3 / 4);
		faults(CREATE, CREATION_FAULTS, count);
		faults("GET /computers", OTHER_FAULTS, count);
		faults("GET /computers/{id}", OTHER_FAULTS, count);
		faults("PATCH /computers/{id}/auto-stop", OTHER_FAULTS, count);
		Flux.range(0, count).flatMap((number) -> createOne(), 32).blockLast(Duration.ofMinutes(10));
		this.local.faults().clear();

		assertThat(this.known).isNotEmpty();
		assertThat(this.lost).isNotEmpty();
		assertThat(this.rejected).hasPositiveValue();
		List<ComputerInfo> existing = this.computers.list()
			.filter((computer) -> computer.metadata().containsKey("miosa_spring_creation"))
			.collectList()
			.block();
		assertThat(existing).hasSameSizeAs(this.local.createdComputers());
		assertThat(existing)
			.filteredOn((computer) -> !this.lost.contains(computer.metadata().get("miosa_spring_creation")))
			.extracting(ComputerInfo::id)
			.containsExactlyInAnyOrderElementsOf(this.known.stream().map(MiosaComputer::getId).toList());

		faults("DELETE /computers/{id}", OTHER_FAULTS, count);
		Flux.fromIterable(this.known)
			.take(this.known.size() / 2)
			.flatMap(EphemeralComputer::closeMono, 32)
			.blockLast(Duration.ofMinutes(5));
		this.local.faults().clear();
		this.application.close();
		assertThat(this.local.createdComputers()).isEmpty();
	}

	private Mono<EphemeralComputer> createOne() {
		return this.computers.ephemeralMono((spec) -> spec.size("xs"))
			.doOnNext(this.known::add)
			.doOnError(ComputerCreationException.class, (ex) -> this.lost.add(ex.getIdempotencyKey()))
			.doOnError(MiosaInsufficientCreditsException.class, (ex) -> this.rejected.incrementAndGet())
			.onErrorResume(MiosaException.class, (ex) -> Mono.empty());
	}

	private void faults(String route, List<Fault> faults, int count) {
		for (int i = 0; i < count; i++) {
			this.local.faults().nextOn(route, faults.get(this.random.nextInt(faults.size())));
		}
	}

}
