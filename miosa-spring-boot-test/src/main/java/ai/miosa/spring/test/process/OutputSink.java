package ai.miosa.spring.test.process;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Takes the output of a command. Safe for use by two threads, one for each stream.
 */
public interface OutputSink {

	void append(CommandOutput.Source source, byte[] bytes, int length) throws IOException;

	// Return how much was appended.
	long size();

	// Return what completes when there is too much.
	CompletableFuture<Void> overflow();

	// Ignore what is still appended.
	void close();

}
