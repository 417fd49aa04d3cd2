package ai.miosa.spring.computer.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.ComputerCreationException;
import ai.miosa.spring.computer.ComputerDefaults;
import ai.miosa.spring.computer.ComputerInfo;
import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.ComputerSpec;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.text.CommandChecks;

/**
 * {@link MiosaComputers} on top of the API's routes for one kind of computer.
 */
final class DefaultMiosaComputers implements MiosaComputers {

	private static final Duration EPHEMERAL_LIFETIME = Duration.ofHours(1);

	/**
	 * The wait before a computer whose creation got no response is looked up again,
	 * doubled each time: the server may still be busy.
	 */
	private static final Duration LOOK_WAIT = Duration.ofMillis(250);

	private static final int MAX_DOUBLINGS = 4;

	private static final Comparator<ComputerInfo> OLDEST = Comparator
		.comparing(ComputerInfo::createdAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
		.thenComparing(ComputerInfo::id);

	private final ExecEngine engine;

	private final ComputerApi api;

	private final ComputerDefaults defaults;

	private final OwnedComputers owned;

	DefaultMiosaComputers(ExecEngine engine, ComputerApi api, ComputerDefaults defaults, OwnedComputers owned) {
		this.engine = engine;
		this.api = api;
		this.defaults = defaults;
		this.owned = owned;
	}

	@Override
	public MiosaComputer computer(String id) {
		return new DefaultMiosaComputer(this.engine, this.api, this.owned, id);
	}

	@Override
	public MiosaComputer create(Consumer<ComputerSpec> spec) {
		return await("create", createMono(spec).map((computer) -> new Delivery<>(computer, discard(computer.getId()))))
			.computer();
	}

	@Override
	public Mono<MiosaComputer> createMono(Consumer<ComputerSpec> spec) {
		return create(specify(spec), Map.of()).map((computer) -> computer(computer.id()));
	}

	@Override
	public MiosaComputer getOrCreate(String name, Consumer<ComputerSpec> spec) {
		return await("getOrCreate", getOrCreateMono(name, spec));
	}

	@Override
	public Mono<MiosaComputer> getOrCreateMono(String name, Consumer<ComputerSpec> spec) {
		DefaultComputerSpec specified = specify(spec.andThen((toCreate) -> toCreate.name(name)));
		return findByNameMono(name).flatMap(
				(oldest) -> isUsable(oldest) ? Mono.just(oldest) : findInList(name, DefaultMiosaComputers::isUsable))
			.switchIfEmpty(Mono.defer(() -> create(specified, Map.of()).flatMap(this::keepOldest)))
			.map((computer) -> computer(computer.id()));
	}

	/**
	 * Destroy a computer if there is an older one with the same name.
	 * @param created the computer, just created
	 * @return the one that remains
	 */
	private Mono<ComputerInfo> keepOldest(ComputerInfo created) {
		return findInList(created.name(), DefaultMiosaComputers::isUsable)
			.filter((oldest) -> !oldest.id().equals(created.id()))
			.flatMap((oldest) -> discard(created.id()).thenReturn(oldest))
			.defaultIfEmpty(created);
	}

	@Override
	public EphemeralComputer ephemeral(Consumer<ComputerSpec> spec) {
		return await("ephemeral", ephemeralMono(spec).map((computer) -> new Delivery<>(computer, computer.closeMono())))
			.computer();
	}

	@Override
	public Mono<EphemeralComputer> ephemeralMono(Consumer<ComputerSpec> spec) {
		DefaultComputerSpec specified = specify(spec);
		specified.maxLifetimeIfUnset(EPHEMERAL_LIFETIME);
		return Mono.defer(() -> create(specified, this.owned.metadata(this.defaults.application())))
			.doOnError((ex) -> this.owned.mayExist(this.api, ex))
			.flatMap((created) -> {
				this.owned.own(this.api, created.id());
				return ready(new DefaultEphemeralComputer(this.engine, this.api, this.owned, created.id()));
			});
	}

	private Mono<EphemeralComputer> ready(DefaultEphemeralComputer computer) {
		Duration timeout = this.defaults.readyTimeout();
		AtomicBoolean delivered = new AtomicBoolean();
		Mono<ComputerStatus> ready = computer.waitUntilReadyMono(timeout)
			// Like the Go client, start a computer that ends up stopped
			.onErrorResume(ComputerNotRunningException.class,
					(ex) -> computer.statusMono()
						.filter((status) -> status.state() == State.STOPPED)
						.switchIfEmpty(Mono.error(ex))
						.flatMap((status) -> computer.startMono())
						.then(computer.waitUntilReadyMono(timeout)));
		return ready.<EphemeralComputer>thenReturn(computer)
			.onErrorResume((ex) -> computer.closeMono().then(Mono.error(ex)))
			.doOnNext((value) -> delivered.set(true))
			.doOnCancel(() -> {
				if (!delivered.get()) {
					computer.closeMono().subscribe();
				}
			});
	}

	@Override
	public <T> Mono<T> with(Consumer<ComputerSpec> spec, Function<MiosaComputer, Mono<T>> work) {
		return Mono.usingWhen(ephemeralMono(spec), work, EphemeralComputer::closeMono);
	}

	private DefaultComputerSpec specify(Consumer<ComputerSpec> customizer) {
		DefaultComputerSpec spec = new DefaultComputerSpec(this.api.kind(), this.defaults);
		customizer.accept(spec);
		return spec;
	}

	private Mono<ComputerInfo> create(DefaultComputerSpec spec, Map<String, String> ownMetadata) {
		return Mono.defer(() -> {
			String key = UUID.randomUUID().toString();
			String name = spec.nameOr(this.defaults.namePrefix() + "-" + key.substring(0, 8));
			Map<String, String> metadata = new LinkedHashMap<>(ownMetadata);
			metadata.put(OwnedComputers.CREATION, key);
			Map<String, Object> body = spec.body(name, metadata);
			return this.owned.complete(this.api, name,
					(wanted) -> create(body, name, key, wanted).flatMap((created) -> setIdleTime(created, spec)));
		});
	}

	/**
	 * Create a computer. If the response is lost, look the computer up and do not send
	 * the request again: the server may ignore its key.
	 */
	private Mono<ComputerInfo> create(Map<String, Object> body, String name, String key, BooleanSupplier wanted) {
		return this.api.create(body, key, wanted)
			.onErrorResume((ex) -> ex instanceof MiosaException failure && failure.mayHaveRun(),
					(ex) -> findCreated(key).switchIfEmpty(Mono.error(() -> lost(name, key, (MiosaException) ex))))
			.doOnNext((created) -> this.owned.created());
	}

	private Mono<ComputerInfo> findCreated(String key) {
		Mono<ComputerInfo> look = this.api.list()
			.filter((computer) -> OwnedComputers.creation(computer).equals(key))
			.next()
			.onErrorResume((ex) -> Mono.empty());
		return look.repeatWhenEmpty((repeats) -> repeats
			.concatMap((number) -> Mono.delay(LOOK_WAIT.multipliedBy(1L << Math.min(number, MAX_DOUBLINGS))))
			.take(this.api.deadline()));
	}

	private ComputerCreationException lost(String name, String key, MiosaException cause) {
		return new ComputerCreationException(
				"create received no result, and no such " + this.api.kind()
						+ " was found; it may still exist, so look for its name before you create another one",
				name, key, cause);
	}

	private Mono<ComputerInfo> setIdleTime(ComputerInfo created, DefaultComputerSpec spec) {
		Duration idleTime = spec.idleTime();
		if (idleTime == null) {
			return Mono.just(created);
		}
		return this.api.autoStop(created.id(), idleTime)
			.thenReturn(created)
			.onErrorResume((ex) -> discard(created.id()).then(Mono.error(ex)));
	}

	private Mono<Void> discard(String id) {
		return this.owned.discard(this.api, id);
	}

	@Override
	public ComputerInfo get(String id) {
		return await("get", getMono(id));
	}

	@Override
	public Mono<ComputerInfo> getMono(String id) {
		return this.api.get(id);
	}

	@Override
	public Optional<ComputerInfo> findByName(String name) {
		return await("findByName", findByNameMono(name).map(Optional::of).defaultIfEmpty(Optional.empty()));
	}

	@Override
	public Mono<ComputerInfo> findByNameMono(String name) {
		CommandChecks.checkText(name, "The name");
		return (this.api.kind() == ComputerKind.SANDBOX) ? this.api.byName(name).filter(DefaultMiosaComputers::exists)
				: findInList(name, DefaultMiosaComputers::exists);
	}

	private Mono<ComputerInfo> findInList(@Nullable String name, Predicate<ComputerInfo> condition) {
		return this.api.list()
			.filter((computer) -> name != null && name.equals(computer.name()) && condition.test(computer))
			.collectSortedList(OLDEST)
			.flatMapIterable(Function.identity())
			.next();
	}

	private static boolean exists(ComputerInfo computer) {
		return computer.status().state() != State.DESTROYING && computer.status().state() != State.DESTROYED;
	}

	private static boolean isUsable(ComputerInfo computer) {
		return !computer.status().isFinal();
	}

	@Override
	public Flux<ComputerInfo> list() {
		return this.api.list();
	}

	@Override
	public Flux<ComputerInfo> ephemeralOf(String application) {
		// Completely, because the pages shift if the subscriber destroys computers
		return this.api.list()
			.filter((computer) -> exists(computer)
					&& application.equals(computer.metadata().get(OwnedComputers.APPLICATION)))
			.collectList()
			.flatMapIterable(Function.identity());
	}

	private <T> T await(String method, Mono<T> call) {
		return BlockingCall.await("MiosaComputers." + method, null, call);
	}

	@Override
	public String toString() {
		return "MiosaComputers[" + this.api.kind() + "]";
	}

	/**
	 * Computer that is destroyed if the thread that waits for it is interrupted as it
	 * arrives.
	 *
	 * @param <T> the type of the computer
	 * @param computer the computer
	 * @param destruction destroys it
	 */
	private record Delivery<T extends MiosaComputer>(T computer, Mono<Void> destruction) implements AutoCloseable {

		@Override
		public void close() {
			this.destruction.subscribe();
		}

	}

}
