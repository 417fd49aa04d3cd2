package ai.miosa.spring.attack;

/**
 * Number of attempts at a race: few in every build, more by the system property
 * {@code miosa.test.attack}, which multiplies them.
 */
final class Repetitions {

	private static final int FACTOR = Integer.getInteger("miosa.test.attack", 1);

	private Repetitions() {
	}

	static int of(int few) {
		return few * FACTOR;
	}

}
