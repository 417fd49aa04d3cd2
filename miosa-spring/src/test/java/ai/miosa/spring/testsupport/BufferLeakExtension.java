package ai.miosa.spring.testsupport;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer of a session's event loop unreleased.
 * Registered automatically, so that it replaces Netty's detector, which looks at what the
 * garbage collector has found, before the first buffer is allocated.
 */
public final class BufferLeakExtension implements AfterAllCallback {

	static final String EVENT_LOOP = "miosa-session-io-";

	private static final Map<Object, Throwable> UNRELEASED = new ConcurrentHashMap<>();

	static {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new DetectorFactory());
	}

	@Override
	public void afterAll(ExtensionContext context) {
		assertNoLeak(Duration.ofSeconds(10));
	}

	static void assertNoLeak(Duration timeout) {
		Awaitility.await().pollDelay(Duration.ZERO).atMost(timeout).untilAsserted(() -> {
			for (Throwable allocation : UNRELEASED.values()) {
				throw new AssertionError(UNRELEASED.size() + " buffers have not been released", allocation);
			}
		});
	}

	private static final class DetectorFactory extends ResourceLeakDetectorFactory {

		@Override
		@Deprecated
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
			return new Detector<>(type, interval);
		}

		@Override
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
			return new Detector<>(type, interval);
		}

	}

	/**
	 * Tracks each resource that is allocated on an event loop.
	 */
	private static final class Detector<T> extends ResourceLeakDetector<T> {

		Detector(Class<T> type, int interval) {
			super(type, interval);
		}

		@Override
		public ResourceLeakTracker<T> track(T resource) {
			if (!Thread.currentThread().getName().startsWith(EVENT_LOOP)) {
				return null;
			}
			Throwable allocation = new Throwable("Allocated here");
			return isConstant(allocation) ? null : new Tracker<>(allocation);
		}

		private static boolean isConstant(Throwable allocation) {
			return Arrays.stream(allocation.getStackTrace())
				.anyMatch((element) -> element.getMethodName().equals("<clinit>"));
		}

		@Override
		public ResourceLeakTracker<T> trackForcibly(T resource) {
			return track(resource);
		}

		@Override
		public boolean isRecordEnabled() {
			return false;
		}

	}

	private static final class Tracker<T> implements ResourceLeakTracker<T> {

		Tracker(Throwable allocation) {
			UNRELEASED.put(this, allocation);
		}

		@Override
		public void record() {
		}

		@Override
		public void record(Object hint) {
		}

		@Override
		public boolean close(T resource) {
			return UNRELEASED.remove(this) != null;
		}

	}

}
