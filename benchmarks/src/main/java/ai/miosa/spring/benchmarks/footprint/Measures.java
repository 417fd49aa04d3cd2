package ai.miosa.spring.benchmarks.footprint;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * What can be measured of this process.
 */
final class Measures {

	private Measures() {
	}

	static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	static double processorMillis() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e6;
	}

	static void print(String what, double value) {
		System.out.println(what + " " + value);
	}

}
