package ai.miosa.spring.attack;

/**
 * Number of attempts at a race: few in every build, more with the system property {@code
 * miosa.test.repetitions}, which multiplies them.
 */
public final class Repetitions {

	private static final int FACTOR = Integer.getInteger("miosa.test.repetitions", 1);

	private Repetitions() {
	}

	/**
	 * Return the number of attempts.
	 * @param few the number in a build that is to be fast
	 * @return a multiple of it
	 */
	public static int of(int few) {
		return few * FACTOR;
	}

}
