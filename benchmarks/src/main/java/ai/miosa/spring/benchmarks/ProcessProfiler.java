package ai.miosa.spring.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the processor time that the client's process uses, and the live heap and the
 * threads that it gains, per operation.
 */
public final class ProcessProfiler implements InternalProfiler {

	private static final String[] NAMES = { "cpu", "heap", "threads" };

	private static final String[] UNITS = { "us/op", "KiB/op", "threads/op" };

	private double[] before = {};

	@Override
	public String getDescription() {
		return "Processor time, heap and threads of the process per operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = measure();
		// Without that of the measurement
		this.before[0] = cpu();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double[] after = measure();
		double operations = Math.max(result.getMetadata().getAllOps(), 1) * iteration.getBatchSize();
		return IntStream.range(0, NAMES.length).mapToObj((i) -> {
			double value = (after[i] - this.before[i]) / operations;
			return new ScalarResult(NAMES[i], value, UNITS[i], AggregationPolicy.AVG);
		}).toList();
	}

	private static double[] measure() {
		double cpu = cpu();
		System.gc();
		double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		return new double[] { cpu, heap / 1024, ManagementFactory.getThreadMXBean().getThreadCount() };
	}

	private static double cpu() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e3;
	}

}
