package ai.miosa.spring.benchmarks.support;

import java.util.Arrays;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The latencies of an iteration, reported beside its own result in microseconds.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Latencies {

	private long[] nanos = {};

	/**
	 * Set what was measured.
	 * @param nanos the latencies in nanoseconds, which are sorted
	 */
	public void set(long[] nanos) {
		Arrays.sort(nanos);
		this.nanos = nanos;
	}

	/**
	 * Return the median.
	 * @return the median in microseconds
	 */
	public double p50() {
		return percentile(0.50);
	}

	/**
	 * Return what 99 of 100 do not exceed.
	 * @return the percentile in microseconds
	 */
	public double p99() {
		return percentile(0.99);
	}

	private double percentile(double share) {
		return (this.nanos.length > 0) ? this.nanos[(int) (share * (this.nanos.length - 1))] / 1000.0 : Double.NaN;
	}

}
