package ai.miosa.spring.benchmarks.support;

/**
 * The order in which the variants of a benchmark take turns, one an iteration: all of
 * them in each round, so that what is compared is measured within the same seconds, and
 * each round begins with another one, so that none always follows the same.
 */
public final class Rotation {

	private Rotation() {
	}

	/**
	 * Return whose turn it is.
	 * @param iteration the number of the iteration, from 0
	 * @param variants the number of variants
	 * @return the number of the variant
	 */
	public static int variant(int iteration, int variants) {
		return (iteration + iteration / variants) % variants;
	}

}
