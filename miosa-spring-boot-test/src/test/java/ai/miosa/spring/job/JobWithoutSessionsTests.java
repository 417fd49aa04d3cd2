package ai.miosa.spring.job;

import org.junit.jupiter.api.Tag;

/**
 * Jobs on a computer, awaited by polling.
 */
@Tag("thorough")
class JobWithoutSessionsTests extends JobTests {

	@Override
	boolean sessions() {
		return false;
	}

}
