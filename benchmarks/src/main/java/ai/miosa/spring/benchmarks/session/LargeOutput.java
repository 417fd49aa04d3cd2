package ai.miosa.spring.benchmarks.session;

import java.util.concurrent.TimeUnit;

/**
 * Reads the output of one session, in a virtual machine that could not hold it. Prints
 * how many megabytes arrived in a second.
 */
public final class LargeOutput {

	private LargeOutput() {
	}

	/**
	 * Measure.
	 * @param arguments the name of an {@link OutputVariant} and the number of 32 KiB
	 * frames
	 * @throws Exception if the output cannot be read
	 */
	public static void main(String[] arguments) throws Exception {
		OutputVariant variant = OutputVariant.valueOf(arguments[0]);
		long expected = Long.parseLong(arguments[1]) * 32 * 1024;
		OutputReaders readers = new OutputReaders();
		long start = System.nanoTime();
		long bytes = variant.drain(readers, "stream 32768 " + arguments[1]);
		long nanos = System.nanoTime() - start;
		if (bytes < expected) {
			throw new IllegalStateException(bytes + " of " + expected + " bytes arrived");
		}
		System.out.println(bytes / 1e6 / nanos * TimeUnit.SECONDS.toNanos(1));
		System.exit(0);
	}

}
