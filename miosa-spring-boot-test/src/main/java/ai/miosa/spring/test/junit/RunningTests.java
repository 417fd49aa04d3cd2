package ai.miosa.spring.test.junit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * Tests that currently use local computers. Internal, shared by the JUnit extension and
 * the Spring listener. Safe for use by many threads.
 */
public final class RunningTests {

	private final Map<MiosaLocalComputer, Integer> counts = new ConcurrentHashMap<>();

	/**
	 * Record that a test begins.
	 * @param computer the local computer it uses
	 */
	public void begin(MiosaLocalComputer computer) {
		this.counts.merge(computer, 1, Integer::sum);
	}

	/**
	 * Record that a test has ended, and reset the local computer unless another test is
	 * using it.
	 * @param computer the local computer it used
	 */
	public void end(MiosaLocalComputer computer) {
		this.counts.computeIfPresent(computer, (key, count) -> {
			if (count > 1) {
				return count - 1;
			}
			computer.reset();
			return null;
		});
	}

}
