package ai.miosa.spring.test.process;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Receives the output of a command. Safe for use by two threads, one for each stream.
 */
public interface OutputSink {

	void append(CommandOutput.Source source, byte[] bytes, int length) throws IOException;

	// Return how much was appended.
	long size();

	// Return a future that completes when the limit is exceeded. By default, there is
	// none.
	default CompletableFuture<Void> overflow() {
		return new CompletableFuture<>();
	}

	// Ignore further output.
	void close();

}
