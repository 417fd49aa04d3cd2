package ai.miosa.spring.benchmarks.footprint;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.benchmarks.session.OutputReader;
import ai.miosa.spring.benchmarks.session.OutputSubject;

/**
 * Reads output twice. Prints the processor time that the second time took.
 */
public final class Transfer {

	private static final int FRAME = 32 * 1024;

	private Transfer() {
	}

	public static void main(String[] args) throws Exception {
		long frames = Long.parseLong(args[2]) * 1024 * 1024 / FRAME;
		OutputReader reader = OutputSubject.valueOf(args[0]).reader(ServerAddress.get(), args[1].equals("wss"));
		reader.read(FRAME, frames);
		double start = Measures.processorMillis();
		reader.read(FRAME, frames);
		Measures.print("processor", Measures.processorMillis() - start);
		System.exit(0);
	}

}
