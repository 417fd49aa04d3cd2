package ai.miosa.spring.benchmarks.report;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What was measured of one of those that are compared.
 *
 * @param name its name
 * @param perRound one value a round
 */
public record Values(String name, double[] perRound) {

	/**
	 * Convert the values to another unit.
	 * @param conversion the conversion
	 * @return the converted values
	 */
	public Values map(DoubleUnaryOperator conversion) {
		return new Values(this.name, Arrays.stream(this.perRound).map(conversion).toArray());
	}

}
