package ai.miosa.spring.exec.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.ObservationContextAssert;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ApiError;
import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.session.MiosaSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * An observation starts with the subscription and stops exactly once, however the
 * execution ends. {@link TestObservationRegistry} itself fails on an observation that is
 * stopped twice.
 */
class ExecObserverTests {

	private static final ExecResult FAILED = new ExecResult(ExecKind.BASH, "c1", 1, "o", "o", "", false, false, false,
			false, "req_1");

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ExecObserver observer = new ExecObserver(this.registry, null, false);

	private final Execution execution = new Execution(ExecKind.BASH, "c1", false, "false", ExecOptions.none());

	@Test
	void observesResults() {
		observe((env) -> Mono.just(FAILED)).block();
		assertStopped("failure").hasHighCardinalityKeyValue("miosa.exit.code", "1")
			.hasHighCardinalityKeyValue("miosa.request.id", "req_1")
			.hasLowCardinalityKeyValue("exception", "none")
			.doesNotHaveError();
	}

	@Test
	void observesCommandsThatTimedOut() {
		observe((env) -> Mono
			.just(new ExecResult(ExecKind.BASH, "c1", -1, "o", "o", "", false, true, false, false, "req_1"))).block();
		assertStopped("timeout").doesNotHaveHighCardinalityKeyValueWithKey("miosa.exit.code")
			.hasHighCardinalityKeyValue("miosa.request.id", "req_1");
	}

	@Test
	void observesErrors() {
		ApiError error = new ApiError(404, "NOT_FOUND", "req_2", null, false, null);
		Mono<ExecResult> call = observe((env) -> Mono.error(new ComputerNotFoundException("bash", "c1", error)));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(call::block);
		assertStopped("error").hasLowCardinalityKeyValue("exception", "ComputerNotFoundException")
			.hasHighCardinalityKeyValue("miosa.request.id", "req_2")
			.hasError();
	}

	@Test
	void observesCallsThatFailToStart() {
		Mono<ExecResult> call = observe((env) -> {
			throw new IllegalArgumentException();
		});
		assertThatIllegalArgumentException().isThrownBy(call::block);
		assertStopped("error").hasLowCardinalityKeyValue("exception", "IllegalArgumentException");
	}

	@Test
	void observesTimeouts() {
		Mono<ExecResult> call = observe((env) -> Mono.error(new MiosaTimeoutException("", "c1", true, null)));
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(call::block);
		assertStopped("timeout");
	}

	@Test
	void observesCancellations() {
		observe((env) -> Mono.never()).subscribe().dispose();
		assertStopped("cancelled").doesNotHaveError();
	}

	@Test
	void observesEachSubscription() {
		Mono<ExecResult> call = observe((env) -> Mono.just(FAILED));
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
		call.block();
		call.block();
		TestObservationRegistryAssert.assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("miosa.exec", 2);
	}

	@Test
	void hasTheCallersObservationForParent() {
		Observation parent = Observation.start("parent", this.registry);
		try (Observation.Scope scope = parent.openScope()) {
			observe((env) -> Mono.just(FAILED)).block();
		}
		parent.stop();
		assertStopped("failure").hasParentObservationEqualTo(parent);
	}

	@Test
	void prefersTheParentInTheReactorContext() {
		Observation current = Observation.start("current", this.registry);
		Observation parent = Observation.start("parent", this.registry);
		try (Observation.Scope scope = current.openScope()) {
			observe((env) -> Mono.just(FAILED))
				.contextWrite((view) -> view.put(ObservationThreadLocalAccessor.KEY, parent))
				.block();
		}
		assertStopped("failure").hasParentObservationEqualTo(parent);
	}

	@Test
	void isTheParentOfWhatTheCallDoes() {
		observe((env) -> Mono.deferContextual((view) -> {
			Observation current = view.get(ObservationThreadLocalAccessor.KEY);
			assertThat(current.getContext().getName()).isEqualTo("miosa.exec");
			return Mono.just(FAILED);
		})).block();
		assertStopped("failure");
	}

	@Test
	void isCurrentWhileTheCallIsMade() {
		Observation caller = Observation.start("caller", this.registry);
		try (Observation.Scope scope = caller.openScope()) {
			observe((env) -> {
				Observation current = this.registry.getCurrentObservation();
				assertThat(current).isNotNull();
				assertThat(current.getContext().getName()).isEqualTo("miosa.exec");
				return Mono.just(FAILED);
			}).block();
			assertThat(this.registry.getCurrentObservation()).isEqualTo(caller);
		}
		assertStopped("failure");
	}

	@Test
	void passesTheTraceContextInTheEnvironment() {
		this.registry.observationConfig().observationHandler(new TraceInjector());
		ExecObserver propagating = new ExecObserver(this.registry, null, true);
		propagating.observe(this.execution, (env) -> {
			assertThat(env).containsOnly(Map.entry("TRACEPARENT", "00-1-2-01"), Map.entry("TRACESTATE", "a=b"));
			return Mono.just(FAILED);
		}).block();
		assertStopped("failure");
	}

	@Test
	void omitsTheTraceContextByDefault() {
		this.registry.observationConfig().observationHandler(new TraceInjector());
		observe((env) -> {
			assertThat(env).isEmpty();
			return Mono.just(FAILED);
		}).block();
		assertStopped("failure");
	}

	@Test
	void appliesUsersFilterAndConvention() {
		this.registry.observationConfig()
			.observationFilter((context) -> context.addLowCardinalityKeyValue(KeyValue.of("team", "a")));
		ExecObservationConvention convention = new DefaultExecObservationConvention() {

			@Override
			public String getName() {
				return "my.exec";
			}

		};
		new ExecObserver(this.registry, convention, false).observe(this.execution, (env) -> Mono.just(FAILED)).block();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("my.exec")
			.that()
			.hasLowCardinalityKeyValue("team", "a");
	}

	@Test
	void appliesUsersPredicate() {
		this.registry.observationConfig().observationPredicate((name, context) -> !name.equals("miosa.exec"));
		observe((env) -> Mono.just(FAILED)).block();
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
	}

	@Test
	void costsNothingWithoutRegistry() {
		ExecObserver off = new ExecObserver(ObservationRegistry.NOOP, null, true);
		off.observe(this.execution, (env) -> Mono.deferContextual((view) -> {
			assertThat(view.hasKey(ObservationThreadLocalAccessor.KEY)).isFalse();
			assertThat(env).isEmpty();
			return Mono.just(FAILED);
		})).block();
	}

	@Test
	@Tag("thorough")
	void observesSessionsToTheirEnd() {
		CompletableFuture<Integer> exitCode = new CompletableFuture<>();
		observeSession((env) -> Mono.just(session(exitCode))).block();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("miosa.exec")
			.that()
			.hasBeenStarted()
			.isNotStopped();
		exitCode.complete(0);
		assertStopped("success").hasLowCardinalityKeyValue("kind", "spawn");
	}

	@Test
	@Tag("thorough")
	void observationContinuesAfterTheSessionWasDelivered() {
		CompletableFuture<Integer> exitCode = new CompletableFuture<>();
		observeSession((env) -> Mono.just(session(exitCode))).flux().take(1).blockLast(Duration.ofSeconds(5));
		exitCode.complete(0);
		assertStopped("success");
	}

	@Test
	void observesSessionsThatDoNotOpen() {
		Mono<MiosaSession> refused = observeSession(
				(env) -> Mono.error(new MiosaConnectionException("spawn", "c1", false, null)));
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(refused::block);
		assertStopped("error");
	}

	@Test
	void observesSessionsThatFailToStart() {
		Mono<MiosaSession> impossible = observeSession((env) -> {
			throw new IllegalArgumentException();
		});
		assertThatIllegalArgumentException().isThrownBy(impossible::block);
		assertStopped("error");
	}

	@Test
	void observesSessionsCancelledBeforeTheyOpen() {
		observeSession((env) -> Mono.never()).subscribe().dispose();
		assertStopped("cancelled");
	}

	private Mono<ExecResult> observe(Function<Map<String, String>, Mono<ExecResult>> execution) {
		return this.observer.observe(this.execution, execution);
	}

	private Mono<MiosaSession> observeSession(Function<Map<String, String>, Mono<MiosaSession>> opening) {
		return this.observer.observeSession("c1", "bash", Map.of(),
				(env, onEnd) -> opening.apply(env).doOnNext((session) -> session.exitCode().whenComplete(onEnd)));
	}

	private static MiosaSession session(CompletableFuture<Integer> exitCode) {
		MiosaSession session = mock(MiosaSession.class);
		given(session.exitCode()).willReturn(exitCode);
		return session;
	}

	private ObservationContextAssert<?> assertStopped(String outcome) {
		return TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("miosa.exec")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("outcome", outcome);
	}

	/**
	 * Does what tracing does with the carrier.
	 */
	private static final class TraceInjector implements ObservationHandler<ExecObservationContext> {

		@Override
		public void onStart(ExecObservationContext context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "00-1-2-01");
			context.getSetter().set(context.getCarrier(), "tracestate", "a=b");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof ExecObservationContext;
		}

	}

}
