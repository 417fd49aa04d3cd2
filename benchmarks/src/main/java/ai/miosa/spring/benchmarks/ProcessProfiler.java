package ai.miosa.spring.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the processor time that the client's process uses, and the live heap and the
 * threads that it gains, per operation.
 */
public final class ProcessProfiler implements InternalProfiler {

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
	public Collection<ScalarResult> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double[] after = measure();
		double operations = Math.max(result.getMetadata().getAllOps(), 1) * iteration.getBatchSize();
		AggregationPolicy average = AggregationPolicy.AVG;
		return List.of(new ScalarResult("cpu", (after[0] - this.before[0]) / operations, "us/op", average),
				new ScalarResult("heap", (after[1] - this.before[1]) / operations, "KiB/op", average),
				new ScalarResult("threads", (after[2] - this.before[2]) / operations, "threads/op", average));
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
