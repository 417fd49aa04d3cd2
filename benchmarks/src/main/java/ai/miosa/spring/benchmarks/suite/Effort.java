package ai.miosa.spring.benchmarks.suite;

/**
 * How often to measure.
 *
 * @param forks the number of virtual machines, one after the other
 * @param warmUp the number of rounds in each of them that do not count
 * @param rounds the number of rounds in each of them that count
 * @param jmhArguments further arguments for JMH, such as {@code -prof stack}
 */
record Effort(int forks, int warmUp, int rounds, String... jmhArguments) {

	/**
	 * Enough to see that everything runs, and for nothing else.
	 */
	static final Effort SMOKE = new Effort(1, 1, 2);

	static Effort full(String... jmhArguments) {
		return new Effort(2, 8, 24, jmhArguments);
	}

	int processes() {
		return (this.rounds > 2) ? 2 * this.forks + 1 : 1;
	}

}
