package ai.miosa.spring.exec;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import com.sun.management.UnixOperatingSystemMXBean;
import org.awaitility.Awaitility;

/**
 * The resources that this JVM holds.
 *
 * @param threads the number of live threads
 * @param files the number of open files and sockets
 * @param processes the number of processes below this one
 * @param heap the bytes of heap that are in use after a collection
 */
record Footprint(int threads, long files, long processes, long heap) {

	/**
	 * The tolerance for pooled connections and for threads that wait for more work.
	 */
	private static final int FEW = 20;

	private static final long HEAP = 24L << 20;

	/**
	 * Wait until all that was begun has ended.
	 */
	static Footprint afterAll(BooleanSupplier idle) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(idle::getAsBoolean);
		return now();
	}

	static Footprint now() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return new Footprint(ManagementFactory.getThreadMXBean().getThreadCount(),
				ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class).getOpenFileDescriptorCount(),
				ProcessHandle.current().descendants().count(), runtime.totalMemory() - runtime.freeMemory());
	}

	/**
	 * Return the figures that have grown beyond a baseline.
	 */
	List<String> beyond(Footprint baseline) {
		List<String> beyond = new ArrayList<>();
		if (this.threads > baseline.threads + FEW || this.files > baseline.files + FEW
				|| this.processes > baseline.processes || this.heap > baseline.heap + HEAP) {
			beyond.add(this + " instead of " + baseline);
		}
		return beyond;
	}

}
