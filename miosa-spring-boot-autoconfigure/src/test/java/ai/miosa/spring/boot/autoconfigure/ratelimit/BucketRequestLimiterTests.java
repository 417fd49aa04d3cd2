package ai.miosa.spring.boot.autoconfigure.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.RemoteBucketBuilder;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.RequestLimiter;
import ai.miosa.spring.boot.autoconfigure.ratelimit.MiosaRateLimitProperties.OnFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * A bucket of tokens for the requests with a key.
 */
class BucketRequestLimiterTests {

	private static final ApiCall CALL = new ApiCall("bash", "cmp_1");

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	@Test
	void requestThatWouldHaveToWaitTooLongFailsBeforeItIsSent() {
		RequestLimiter limiter = limiter(10, "msk_u_1");
		acquire(limiter, Duration.ZERO);
		limiter.rejected(Duration.ofHours(1));
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> acquire(limiter, Duration.ofMillis(100)))
			.withMessageContainingAll("bash", "cmp_1", "'miosa.rate-limit.requests-per-minute' (10)", "100 ms")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse())
			.satisfies((ex) -> assertThat(ex.getOrigin()).isEqualTo(MiosaTimeoutException.Origin.RATE_LIMIT));
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsWithNameEqualTo("miosa.rate.wait", 2)
			.hasAnObservationWithAKeyValue("outcome", "admitted")
			.hasAnObservationWithAKeyValue("outcome", "rejected");
	}

	@Test
	void requestWaitsForAToken() {
		RequestLimiter limiter = limiter(600, "msk_u_1");
		limiter.rejected(Duration.ofHours(1));
		Disposable waiting = limiter.acquire(CALL, Duration.ofDays(1)).subscribe();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "admitted")
			.hasBeenStarted()
			.isNotStopped();
		waiting.dispose();
		TestObservationRegistryAssert.assertThat(this.observations).hasSingleObservationThat().hasBeenStopped();
		RequestLimiter next = limiter(600, "msk_u_2");
		next.rejected(Duration.ofMillis(300));
		acquire(next, TIMEOUT);
	}

	@Test
	void eachKeyHasItsOwnBucket() {
		RateLimit limit = limit(10, OnFailure.PROCEED, new DefaultListableBeanFactory());
		limit.limiter(endpoint("msk_u_1")).rejected(Duration.ofHours(1));
		acquire(limit.limiter(endpoint("msk_u_2")), Duration.ZERO);
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> acquire(limit.limiter(endpoint("msk_u_1")), Duration.ZERO));
	}

	@Test
	void rejectionDrainsTheBucketForTheTimeOfItsHint() {
		RequestLimiter limiter = limiter(600, "msk_u_1");
		limiter.rejected(Duration.ofMinutes(10));
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> acquire(limiter, Duration.ofMinutes(5)));
	}

	@Test
	@Tag("thorough")
	void rejectionsAtTheSameTimeDrainTheBucketOnce() {
		RequestLimiter limiter = limiter(600, "msk_u_1");
		for (int i = 0; i < 100; i++) {
			limiter.rejected(Duration.ofSeconds(2));
		}
		acquire(limiter, Duration.ofSeconds(20));
	}

	@Test
	void failureOfTheStoreLetsRequestsProceedOrFail() {
		RateLimit proceeding = limit(10, OnFailure.PROCEED, brokenStore());
		acquire(proceeding.limiter(endpoint("msk_u_1")), Duration.ZERO);
		assertThat(new RateLimitHealthIndicator(proceeding).health().getStatus().getCode()).isEqualTo("UP");
		assertThat(new RateLimitHealthIndicator(proceeding).health().getDetails()).containsEntry("available", false);
		RateLimit failing = limit(10, OnFailure.FAIL, brokenStore());
		assertThatExceptionOfType(MiosaException.class)
			.isThrownBy(() -> acquire(failing.limiter(endpoint("msk_u_1")), Duration.ZERO))
			.withMessageContaining("'miosa.rate-limit.on-failure'")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		assertThat(new RateLimitHealthIndicator(failing).health().getStatus().getCode()).isEqualTo("DOWN");
	}

	@Test
	@Tag("thorough")
	void storeThatDoesNotAnswerBlocksNoneOfTheApplicationsThreads() throws Exception {
		CountDownLatch blocked = new CountDownLatch(8);
		CountDownLatch end = new CountDownLatch(1);
		RateLimit limit = limit(10, OnFailure.PROCEED, store(() -> {
			blocked.countDown();
			end.await();
			return null;
		}));
		RequestLimiter limiter = limit.limiter(endpoint("msk_u_1"));
		List<Disposable> requests = IntStream.range(0, 200)
			.mapToObj((i) -> limiter.acquire(CALL, TIMEOUT).subscribe())
			.toList();
		blocked.await();
		assertThat(Mono.fromCallable(() -> "free").subscribeOn(Schedulers.boundedElastic()).block(TIMEOUT))
			.isEqualTo("free");
		requests.forEach(Disposable::dispose);
		end.countDown();
		limit.destroy();
	}

	@Test
	@Tag("thorough")
	@SuppressWarnings("unchecked")
	void storeSeesAHashOfTheKey() {
		RemoteBucketBuilder<Object> builder = mock();
		ProxyManager<Object> store = mock();
		given(store.builder()).willReturn(builder);
		RequestBuckets buckets = RequestBuckets.of(10, beans(store));
		buckets.get("msk_u_1");
		ArgumentCaptor<Object> key = ArgumentCaptor.forClass(Object.class);
		verify(builder).build(key.capture(), any(Supplier.class));
		assertThat(key.getValue()).asString().startsWith("miosa:").doesNotContain("msk").hasSize(70);
	}

	private static BeanFactory brokenStore() {
		return store(() -> {
			throw new IllegalStateException("The store is down");
		});
	}

	@SuppressWarnings("unchecked")
	private static BeanFactory store(Callable<Object> answer) {
		RemoteBucketBuilder<Object> builder = mock();
		ProxyManager<Object> store = mock();
		given(store.builder()).willReturn(builder);
		given(builder.build(any(), any(Supplier.class))).willReturn(mock(BucketProxy.class, (call) -> answer.call()));
		return beans(store);
	}

	private static BeanFactory beans(ProxyManager<Object> store) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(ProxyManager.class, String.class));
		definition.setInstanceSupplier(() -> store);
		beans.registerBeanDefinition("store", definition);
		return beans;
	}

	private RequestLimiter limiter(int requestsPerMinute, String apiKey) {
		return limit(requestsPerMinute, OnFailure.PROCEED, new DefaultListableBeanFactory()).limiter(endpoint(apiKey));
	}

	private RateLimit limit(int requestsPerMinute, OnFailure onFailure, BeanFactory beans) {
		return new RateLimit(new MiosaRateLimitProperties(requestsPerMinute, onFailure, Duration.ofMinutes(10)),
				RequestBuckets.of(requestsPerMinute, beans), this.observations);
	}

	private static MiosaEndpoint endpoint(String apiKey) {
		return MiosaEndpoint.of("http://localhost", apiKey, null);
	}

	private static void acquire(RequestLimiter limiter, Duration maxWait) {
		limiter.acquire(CALL, maxWait).block(TIMEOUT);
	}

}
