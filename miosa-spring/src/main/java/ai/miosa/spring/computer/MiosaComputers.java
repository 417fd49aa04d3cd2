package ai.miosa.spring.computer;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The life cycle of computers, or of sandboxes:
 *
 * <pre class="code">
 * MiosaComputer computer = miosa.computers().create((spec) -&gt; spec.name("build-42").size("medium"));
 * computer.waitUntilReady(Duration.ofMinutes(2));
 *
 * try (EphemeralComputer sandbox = miosa.sandboxes().ephemeral((spec) -&gt; spec.maxLifetime(Duration.ofMinutes(30)))) {
 *     sandbox.bash("make test").run();
 * }
 * </pre>
 *
 * Methods that return a {@code Mono} or {@code Flux} never block and send nothing before
 * the subscription; each subscription to a creation creates one computer. The other
 * methods wait for their result and throw {@link IllegalStateException} on a thread that
 * must not block. Thread-safe.
 * <p>
 * A creation is sent again only if it is known that the server did nothing. If its
 * response is lost, the computer is looked up by a key in its metadata; if it is not
 * found, the creation fails with a {@link ComputerCreationException}. A computer whose
 * creation is cancelled or interrupted is destroyed.
 */
public interface MiosaComputers {

	/**
	 * Return the handle of a computer. Nothing is sent.
	 * @param id the computer's id
	 * @return the handle
	 */
	MiosaComputer computer(String id);

	/**
	 * Create a computer, which then boots. Use
	 * {@link MiosaComputer#waitUntilReady(java.time.Duration)} to wait until it is ready.
	 * @param spec customizes the computer to create
	 * @return the computer
	 */
	MiosaComputer create(Consumer<ComputerSpec> spec);

	/**
	 * Create a computer without blocking. Like {@link #create(Consumer)}.
	 * @param spec customizes the computer to create
	 * @return the computer
	 */
	Mono<MiosaComputer> createMono(Consumer<ComputerSpec> spec);

	/**
	 * Return the computer with the given name, or create it. If several callers create
	 * one at the same time, the oldest is kept and returned to all of them, provided that
	 * the server's list is consistent.
	 * @param name the name
	 * @param spec customizes the computer to create if there is none
	 * @return the computer
	 */
	MiosaComputer getOrCreate(String name, Consumer<ComputerSpec> spec);

	/**
	 * Return the computer with the given name, or create it, without blocking. Like
	 * {@link #getOrCreate(String, Consumer)}.
	 * @param name the name
	 * @param spec customizes the computer to create if there is none
	 * @return the computer
	 */
	Mono<MiosaComputer> getOrCreateMono(String name, Consumer<ComputerSpec> spec);

	/**
	 * Create an ephemeral computer and wait until it is ready. Its metadata contains the
	 * application, the instance and the time of creation.
	 * @param spec customizes the computer to create
	 * @return the computer, which the caller closes
	 */
	EphemeralComputer ephemeral(Consumer<ComputerSpec> spec);

	/**
	 * Create an ephemeral computer, without blocking. Like {@link #ephemeral(Consumer)}.
	 * A cancellation destroys it.
	 * @param spec customizes the computer to create
	 * @return the computer, which the subscriber closes
	 */
	Mono<EphemeralComputer> ephemeralMono(Consumer<ComputerSpec> spec);

	/**
	 * Run work on an ephemeral computer, which is destroyed when the work completes,
	 * fails or is cancelled.
	 * @param <T> the type of the result
	 * @param spec customizes the computer to create
	 * @param work the work
	 * @return the result of the work
	 */
	<T> Mono<T> with(Consumer<ComputerSpec> spec, Function<MiosaComputer, Mono<T>> work);

	/**
	 * Return the description of a computer.
	 * @param id the computer's id
	 * @return the description
	 * @throws ai.miosa.spring.ComputerNotFoundException if there is no such computer
	 */
	ComputerInfo get(String id);

	/**
	 * Return the description of a computer without blocking.
	 * @param id the computer's id
	 * @return the description
	 */
	Mono<ComputerInfo> getMono(String id);

	/**
	 * Return the description of the oldest computer with the given name.
	 * @param name the name
	 * @return the description, if there is one
	 */
	Optional<ComputerInfo> findByName(String name);

	/**
	 * Return the description of the oldest computer with the given name, without
	 * blocking.
	 * @param name the name
	 * @return the description, or empty
	 */
	Mono<ComputerInfo> findByNameMono(String name);

	/**
	 * Return all computers. Pages are fetched on demand.
	 * @return the descriptions, in the server's order
	 */
	Flux<ComputerInfo> list();

	/**
	 * Return the existing ephemeral computers of an application, such as those of an
	 * instance that was killed.
	 * @param application the name of the application
	 * @return the descriptions
	 */
	Flux<ComputerInfo> ephemeralOf(String application);

	/**
	 * Counts of the computers and sandboxes of an application.
	 *
	 * @param created the number that were created
	 * @param destroyed the number that the application destroyed
	 * @param live the number of ephemeral ones that exist
	 * @param leaked the number that could not be destroyed although they should have been
	 */
	record Counts(long created, long destroyed, long live, long leaked) {

	}

}
