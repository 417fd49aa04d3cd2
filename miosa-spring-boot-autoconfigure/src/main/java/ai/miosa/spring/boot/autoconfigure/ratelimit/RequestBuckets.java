package ai.miosa.spring.boot.autoconfigure.ratelimit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;

import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.text.Sha256;

/**
 * Provides the bucket of an API key, in the store of the application's
 * {@link ProxyManager} or, without one, in this process.
 */
final class RequestBuckets {

	private static final List<Map.Entry<Class<?>, Function<byte[], Object>>> KEYS = List.of(
			Map.entry(String.class, (hash) -> "miosa:" + HexFormat.of().formatHex(hash)),
			Map.entry(byte[].class, (hash) -> hash), Map.entry(Long.class, (hash) -> ByteBuffer.wrap(hash).getLong()));

	private final BucketConfiguration configuration;

	private final @Nullable ProxyManager<Object> store;

	private final Function<byte[], Object> key;

	private RequestBuckets(int requestsPerMinute, @Nullable ProxyManager<Object> store, Function<byte[], Object> key) {
		// No minute exceeds the limit, whenever it begins
		int burst = requestsPerMinute / 10;
		this.configuration = BucketConfiguration.builder()
			.addLimit((limit) -> limit.capacity(burst).refillGreedy(requestsPerMinute - burst, Duration.ofMinutes(1)))
			.build();
		this.store = store;
		this.key = key;
	}

	/**
	 * Return the buckets of an application.
	 * @throws MiosaConfigurationException if its store cannot be used
	 */
	@SuppressWarnings("unchecked")
	static RequestBuckets of(int requestsPerMinute, BeanFactory beanFactory) {
		for (Map.Entry<Class<?>, Function<byte[], Object>> type : KEYS) {
			Object store = beanFactory
				.getBeanProvider(ResolvableType.forClassWithGenerics(ProxyManager.class, type.getKey()))
				.getIfAvailable();
			if (store != null) {
				return new RequestBuckets(requestsPerMinute, (ProxyManager<Object>) store, type.getValue());
			}
		}
		// Otherwise, the limit would not be shared
		if (beanFactory.getBeanProvider(ProxyManager.class).stream().findAny().isPresent()) {
			throw new MiosaConfigurationException(
					"The type of the keys of Bucket4j's ProxyManager is not supported or not declared.",
					"Declare the bean as ProxyManager<String>, ProxyManager<byte[]> or ProxyManager<Long>.");
		}
		return new RequestBuckets(requestsPerMinute, null, (hash) -> "");
	}

	boolean isShared() {
		return this.store != null;
	}

	/**
	 * Return the bucket of an API key. Only a hash of the key is kept.
	 */
	Bucket get(String apiKey) {
		return (this.store != null) ? this.store.builder().build(this.key.apply(hash(apiKey)), () -> this.configuration)
				: Bucket.builder().addLimit(this.configuration.getBandwidths()[0]).build();
	}

	private static byte[] hash(String apiKey) {
		return Sha256.newDigest().digest(apiKey.getBytes(StandardCharsets.UTF_8));
	}

}
