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
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the processor time that the client's process uses, and the live heap and the
 * threads that it gains, per operation.
 */
public final class ProcessProfiler implements InternalProfiler {

	private double cpu;

	private double heap;

	private double threads;

	@Override
	public String getDescription() {
		return "Processor time, heap and threads of the process per operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.heap = heap();
		this.threads = threads();
		this.cpu = cpu();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double operations = Math.max(result.getMetadata().getAllOps(), 1);
		return List.of(scalar("cpu", (cpu() - this.cpu) / 1e3 / operations, "us/op"),
				scalar("threads", (threads() - this.threads) / operations, "threads/op"),
				scalar("heap", (heap() - this.heap) / 1024 / operations, "KiB/op"));
	}

	private static double cpu() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	private static double threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	private static double heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static ScalarResult scalar(String name, double value, String unit) {
		return new ScalarResult(name, value, unit, AggregationPolicy.AVG);
	}

}
