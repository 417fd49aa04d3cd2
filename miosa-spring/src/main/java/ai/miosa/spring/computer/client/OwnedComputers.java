package ai.miosa.spring.computer.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.computer.ComputerCreationException;
import ai.miosa.spring.computer.ComputerInfo;
import ai.miosa.spring.computer.MiosaComputers;

/**
 * Records the computers that an application must destroy: ephemeral ones, and those whose
 * creation was abandoned. Shared by a template and those derived from it. Thread-safe.
 */
public final class OwnedComputers implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(OwnedComputers.class);

	static final String CREATION = DefaultComputerSpec.METADATA_PREFIX + "creation";

	static final String APPLICATION = DefaultComputerSpec.METADATA_PREFIX + "application";

	private static final String INSTANCE = DefaultComputerSpec.METADATA_PREFIX + "instance";

	private static final String CREATED = DefaultComputerSpec.METADATA_PREFIX + "created";

	/**
	 * The time allowed for destroying a computer, and for the end of an application.
	 */
	private static final Duration DESTROY_TIME = Duration.ofSeconds(30);

	private static final int MAX_CONCURRENT_DELETIONS = 16;

	private final String instance = UUID.randomUUID().toString();

	private final Map<String, ComputerApi> live = new ConcurrentHashMap<>();

	private final Set<String> leaked = ConcurrentHashMap.newKeySet();

	/**
	 * The keys of the creations of ephemeral computers, and of abandoned creations, that
	 * got no response.
	 */
	private final Map<String, ComputerApi> lost = new ConcurrentHashMap<>();

	private final Set<Creation<?>> pending = ConcurrentHashMap.newKeySet();

	private final AtomicLong created = new AtomicLong();

	private final AtomicLong destroyed = new AtomicLong();

	private final AtomicLong leaks = new AtomicLong();

	private volatile boolean closed;

	/**
	 * Return the counts.
	 * @return the counts
	 */
	public MiosaComputers.Counts counts() {
		return new MiosaComputers.Counts(this.created.get(), this.destroyed.get(), this.live.size(), this.leaks.get());
	}

	void created() {
		this.created.incrementAndGet();
	}

	void destroyed(String id) {
		this.destroyed.incrementAndGet();
		forget(id);
	}

	private void forget(String id) {
		this.live.remove(id);
		this.leaked.remove(id);
	}

	Map<String, String> metadata(String application) {
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put(APPLICATION, application);
		metadata.put(INSTANCE, this.instance);
		metadata.put(CREATED, Instant.now().toString());
		return metadata;
	}

	/**
	 * Record a computer that is to be destroyed.
	 */
	void own(ComputerApi api, String id) {
		this.live.put(id, api);
	}

	/**
	 * Record a computer that is to be destroyed if it exists.
	 * @param failure the failure of its creation, which may show that it exists
	 */
	void mayExist(ComputerApi api, Throwable failure) {
		if (failure instanceof ComputerCreationException creation) {
			this.lost.put(creation.getIdempotencyKey(), api);
		}
	}

	/**
	 * Run a creation to its end even if it is abandoned; the computer is then destroyed.
	 * @param api creates and destroys it
	 * @param name the name of the computer
	 * @param creation returns the creation, given whether it is still wanted
	 */
	Mono<ComputerInfo> complete(ComputerApi api, String name, Function<BooleanSupplier, Mono<ComputerInfo>> creation) {
		return Creation.of(name, (computer) -> discard(api, computer.id()), (failure) -> mayExist(api, failure),
				this.pending, (running) -> {
					if (this.closed) {
						running.shutDown();
					}
					Mono.defer(() -> creation.apply(running::isWanted)).subscribe(running);
				});
	}

	/**
	 * Own and destroy a computer that is not wanted.
	 */
	Mono<Void> discard(ComputerApi api, String id) {
		return Mono.defer(() -> {
			own(api, id);
			return destroy(api, id);
		});
	}

	/**
	 * Destroy an owned computer, unless that has been done. Never fails: one that could
	 * not be destroyed is logged and counted, and stays recorded until the application
	 * ends.
	 */
	Mono<Void> destroy(ComputerApi api, String id) {
		return Mono.defer(() -> this.live.containsKey(id) ? destroyLive(api, id) : Mono.empty());
	}

	private Mono<Void> destroyLive(ComputerApi api, String id) {
		return api.destroy(id)
			.doOnSuccess((nothing) -> destroyed(id))
			// The server has destroyed it
			.onErrorResume(ComputerNotFoundException.class, (ex) -> Mono.fromRunnable(() -> forget(id)))
			.timeout(DESTROY_TIME)
			.onErrorResume((ex) -> Mono.fromRunnable(() -> {
				if (this.leaked.add(id)) {
					this.leaks.incrementAndGet();
				}
				logger.warn(LogMessage.format("The %s %s could not be destroyed and may incur costs: %s", api.kind(),
						id, ex));
			}));
	}

	private Mono<Void> destroyLost(ComputerApi api) {
		// Completely, because the pages shift as computers are destroyed
		return api.list()
			.filter((computer) -> this.lost.containsKey(creation(computer)))
			.collectList()
			.flatMapIterable(Function.identity())
			.flatMap((computer) -> discard(api, computer.id()), MAX_CONCURRENT_DELETIONS)
			.then()
			.onErrorResume((ex) -> Mono.fromRunnable(() -> logger.warn(LogMessage
				.format("Could not look for the %s whose creation got no response: %s", api.kind(), ex))));
	}

	static String creation(ComputerInfo computer) {
		return computer.metadata().getOrDefault(CREATION, "");
	}

	/**
	 * Destroy all recorded computers, for at most 30 seconds. Creations in progress are
	 * cancelled. Not interruptible, because computers that remain cause costs.
	 */
	@Override
	public void close() {
		this.closed = true;
		Flux<Void> pending = Flux.fromIterable(this.pending).flatMap(Creation::shutDown);
		Flux<Void> lost = Flux.defer(() -> Flux.fromIterable(Set.copyOf(this.lost.values())))
			.flatMap(this::destroyLost);
		Flux<Void> live = Flux.defer(() -> Flux.fromIterable(this.live.entrySet()))
			.flatMap((computer) -> destroy(computer.getValue(), computer.getKey()), MAX_CONCURRENT_DELETIONS);
		Mono.when(live, pending)
			.thenMany(live)
			.thenMany(lost)
			.then()
			.timeout(DESTROY_TIME)
			.onErrorResume((ex) -> Mono.fromRunnable(() -> logger
				.warn("The application is shutting down before all of its computers have been destroyed: ids "
						+ this.live.keySet() + ", and names of those being created " + this.pending)))
			.toFuture()
			.join();
	}

}
