package ai.miosa.spring.benchmarks.report;

/**
 * What the median of a comparison should be.
 *
 * @param bound the bound
 * @param atLeast whether it is the lower bound
 */
public record Target(double bound, boolean atLeast) {

	/**
	 * Create a target for what should be large.
	 * @param bound the lower bound
	 * @return the target
	 */
	public static Target atLeast(double bound) {
		return new Target(bound, true);
	}

	/**
	 * Create a target for what should be small.
	 * @param bound the upper bound
	 * @return the target
	 */
	public static Target atMost(double bound) {
		return new Target(bound, false);
	}

	boolean isMet(double median) {
		return (this.atLeast) ? median >= this.bound : median <= this.bound;
	}

	@Override
	public String toString() {
		return ((this.atLeast) ? "≥ " : "≤ ") + Numbers.format(this.bound);
	}

}
