package ai.miosa.spring.test.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Temporary file for one command.
 */
public final class TemporaryFile implements AutoCloseable {

	private final Path path;

	TemporaryFile(Path directory, String content) throws IOException {
		this.path = Files.writeString(Files.createTempFile(directory, "file-", ""), content);
	}

	public Path path() {
		return this.path;
	}

	@Override
	public void close() {
		try {
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			// Removed with its directory when the local computer is closed
		}
	}

}
