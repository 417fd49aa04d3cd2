package ai.miosa.spring.test.process;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class HostTests {

	@TempDir
	private Path directory;

	@Test
	void thisMachineMeetsTheRequirements() {
		Host.CURRENT.check();
		assertThat(Host.CURRENT.hasProgram("bash")).isTrue();
		assertThat(Host.CURRENT.hasProgram("no-such-program")).isFalse();
	}

	@Test
	void windowsUsersAreReferredToWsl() {
		assertThatIllegalStateException().isThrownBy(() -> new Host("Windows 11", Host.CURRENT.path()).check())
			.withMessageContaining("WSL");
	}

	@Test
	void missingBashIsNamed() {
		assertThatIllegalStateException().isThrownBy(() -> new Host("Linux", this.directory.toString()).check())
			.withMessage("The local computer needs bash, which is not on the PATH: install it, or add its directory");
	}

}
