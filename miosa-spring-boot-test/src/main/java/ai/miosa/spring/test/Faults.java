package ai.miosa.spring.test;

import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.test.api.Route;
import ai.miosa.spring.test.api.Target;

/**
 * Queue of faults for future requests. Each request that carries the key consumes the
 * first remaining fault that applies to it, in order of arrival; without a fault it is
 * served normally. Safe for use by many threads.
 *
 * @param <F> the type of fault
 * @see MiosaLocalComputer#faults()
 * @see MiosaLocalComputer#sessionFaults()
 */
public final class Faults<F> {

	private final List<Entry<F>> queue = new LinkedList<>();

	Faults() {
	}

	/**
	 * Add a fault for one request.
	 * @param fault the fault
	 * @return this
	 */
	public Faults<F> next(F fault) {
		return next(1, fault);
	}

	/**
	 * Add a fault for several requests.
	 * @param count the number of requests, not negative
	 * @param fault the fault
	 * @return this
	 * @throws IllegalArgumentException if the count is negative
	 */
	public Faults<F> next(int count, F fault) {
		return add(null, count, fault);
	}

	/**
	 * Add a fault for one request with a certain command, so that parallel tests do not
	 * consume each other's faults.
	 * @param commandOrCode the bash command or python code, as it is sent
	 * @param fault the fault, which must not apply before the body has arrived
	 * @return this
	 * @throws IllegalArgumentException if the fault applies before the body
	 */
	public Faults<F> nextFor(String commandOrCode, F fault) {
		return nextFor(commandOrCode, 1, fault);
	}

	/**
	 * Add a fault for several requests with a certain command.
	 * @param commandOrCode the bash command or python code, as it is sent
	 * @param count the number of requests, not negative
	 * @param fault the fault, which must not apply before the body has arrived
	 * @return this
	 * @throws IllegalArgumentException if the count is negative, or the fault applies
	 * before the body
	 */
	public Faults<F> nextFor(String commandOrCode, int count, F fault) {
		checkAfterBody(fault);
		return add((target) -> commandOrCode.equals(target.command()), count, fault);
	}

	/**
	 * Add a fault for one request of a certain route.
	 * @param route the route, such as {@code POST /computers} or {@code DELETE
	 * /computers/{id}}
	 * @param fault the fault, which must not apply before the body has arrived
	 * @return this
	 * @throws IllegalArgumentException if there is no such route, or the fault applies
	 * before the body
	 */
	public Faults<F> nextOn(String route, F fault) {
		return nextOn(route, 1, fault);
	}

	/**
	 * Add a fault for several requests of a certain route.
	 * @param route the route, such as {@code POST /computers} or {@code DELETE
	 * /computers/{id}}
	 * @param count the number of requests, not negative
	 * @param fault the fault, which must not apply before the body has arrived
	 * @return this
	 * @throws IllegalArgumentException if there is no such route, the count is negative,
	 * or the fault applies before the body
	 */
	public Faults<F> nextOn(String route, int count, F fault) {
		checkAfterBody(fault);
		Route expected = Route.of(route);
		return add((target) -> target.route() == expected, count, fault);
	}

	private static void checkAfterBody(Object fault) {
		Assert.isTrue(!(fault instanceof Fault known && known.isBeforeBody()),
				"A fault that applies before the body cannot be bound to a command or route");
	}

	private synchronized Faults<F> add(@Nullable Predicate<Target> meant, int count, F fault) {
		Assert.isTrue(count >= 0, "The count must not be negative");
		for (int i = 0; i < count; i++) {
			this.queue.add(new Entry<>(meant, fault));
		}
		return this;
	}

	/**
	 * Return the number of remaining faults.
	 * @return the number of requests that are still to fail
	 */
	public synchronized int remaining() {
		return this.queue.size();
	}

	/**
	 * Remove the remaining faults.
	 */
	public synchronized void clear() {
		this.queue.clear();
	}

	synchronized @Nullable F poll(Target target) {
		return take((entry) -> entry.meant == null || entry.meant.test(target), (fault) -> true);
	}

	// Consume the first fault for any request if it matches a condition.
	synchronized @Nullable F pollIf(Predicate<F> condition) {
		return take((entry) -> entry.meant == null, condition);
	}

	private @Nullable F take(Predicate<Entry<F>> meant, Predicate<F> condition) {
		for (Iterator<Entry<F>> entries = this.queue.iterator(); entries.hasNext();) {
			Entry<F> entry = entries.next();
			if (meant.test(entry)) {
				if (!condition.test(entry.fault)) {
					return null;
				}
				entries.remove();
				return entry.fault;
			}
		}
		return null;
	}

	private record Entry<F>(@Nullable Predicate<Target> meant, F fault) {

	}

}
