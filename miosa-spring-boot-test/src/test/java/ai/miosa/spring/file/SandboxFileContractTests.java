package ai.miosa.spring.file;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Everything that applies to files on a computer, in a sandbox.
 */
@Tag("thorough")
class SandboxFileContractTests extends MiosaFilesTests {

	@BeforeAll
	static void createSandbox() {
		computer = application.template().sandboxes().create((spec) -> {
		});
		files = computer.files();
	}

	@Override
	void transfersFilesInPieces() {
		// SandboxFilesTests does, since each piece is a request
	}

	@Override
	void transfersFilesOfGigabytes() {
		// Takes too long, with a request for each 90 kB
	}

}
