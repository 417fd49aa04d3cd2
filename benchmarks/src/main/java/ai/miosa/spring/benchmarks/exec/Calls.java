package ai.miosa.spring.benchmarks.exec;

/**
 * A way to make many calls.
 */
interface Calls {

	/**
	 * Make calls and wait for all of them.
	 * @param concurrency how many to make at a time
	 * @param nanos takes how long each of them took; its length is the number of calls
	 * @throws Exception if a call fails
	 */
	void make(int concurrency, long[] nanos) throws Exception;

}
