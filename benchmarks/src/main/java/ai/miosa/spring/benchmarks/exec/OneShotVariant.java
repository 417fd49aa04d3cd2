package ai.miosa.spring.benchmarks.exec;

import java.util.List;
import java.util.function.Function;

import org.springframework.core.task.VirtualThreadTaskExecutor;

import ai.miosa.spring.benchmarks.support.Stub;

/**
 * The ways to run a command that are compared.
 */
public enum OneShotVariant {

	/**
	 * The bare client in a pipeline.
	 */
	BARE_REACTIVE((clients) -> new ReactiveCalls(clients.bare()::webClient)),

	/**
	 * The reactive template.
	 */
	REACTIVE((clients) -> new ReactiveCalls(() -> clients.reactive().bash(Stub.COMPUTER, OneShotVariant.COMMAND))),

	/**
	 * The bare client on threads that wait.
	 */
	BARE_BLOCKING((clients) -> new BlockingCalls(clients.threads(), () -> clients.bare().webClient().block())),

	/**
	 * The blocking template on platform threads.
	 */
	BLOCKING((clients) -> new BlockingCalls(clients.threads(),
			() -> clients.blocking().bash(Stub.COMPUTER, OneShotVariant.COMMAND))),

	/**
	 * The blocking template on virtual threads.
	 */
	VIRTUAL((clients) -> new BlockingCalls(new VirtualThreadTaskExecutor(),
			() -> clients.blocking().bash(Stub.COMPUTER, OneShotVariant.COMMAND))),

	/**
	 * The JDK's client on threads that wait.
	 */
	JDK((clients) -> new BlockingCalls(clients.threads(), clients.bare()::jdk)),

	/**
	 * The bare client, observed.
	 */
	OBSERVED_BARE_REACTIVE((clients) -> new ReactiveCalls(clients.observedBare()::webClient)),

	/**
	 * The reactive template, observed.
	 */
	OBSERVED_REACTIVE((clients) -> new ReactiveCalls(
			() -> clients.observedReactive().bash(Stub.COMPUTER, OneShotVariant.COMMAND))),

	/**
	 * The reactive template, observed, and its client, too.
	 */
	TWICE_OBSERVED_REACTIVE((clients) -> new ReactiveCalls(
			() -> clients.twiceObservedReactive().bash(Stub.COMPUTER, OneShotVariant.COMMAND)));

	static final String COMMAND = "uname -a";

	private static final int VIRTUAL_THREADS = 21;

	private static final List<OneShotVariant> OBSERVED = List.of(BARE_REACTIVE, REACTIVE, OBSERVED_BARE_REACTIVE,
			OBSERVED_REACTIVE, TWICE_OBSERVED_REACTIVE);

	private final Function<OneShotClients, Calls> calls;

	OneShotVariant(Function<OneShotClients, Calls> calls) {
		this.calls = calls;
	}

	/**
	 * Return the variants to compare with one another.
	 * @param observed whether the comparison is of observed and unobserved calls
	 * @return the variants that this JDK can run
	 */
	public static List<OneShotVariant> of(boolean observed) {
		if (observed) {
			return OBSERVED;
		}
		return (Runtime.version().feature() >= VIRTUAL_THREADS)
				? List.of(BARE_REACTIVE, REACTIVE, BARE_BLOCKING, BLOCKING, VIRTUAL, JDK)
				: List.of(BARE_REACTIVE, REACTIVE, BARE_BLOCKING, BLOCKING, JDK);
	}

	Calls calls(OneShotClients clients) {
		return this.calls.apply(clients);
	}

}
