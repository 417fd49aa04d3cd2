package ai.miosa.spring.job.client;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JobKeyTests {

	@Test
	void anyTextNamesOneFileAndComesBack() {
		Map<String, String> names = Map.of("build-4_2.A", "build-4_2.A", ".", "%2E", "..", "%2E.", "a/../b",
				"a%2F..%2Fb", "50%", "50%25", " a\n", "%20a%0A", "ü", "%C3%BC", "\uD83D\uDE00", "%F0%9F%98%80", "-",
				"-", "*", "%2A");
		names.forEach((id, name) -> {
			assertThat(JobKey.encode(id)).isEqualTo(name);
			assertThat(JobKey.decode(name)).isEqualTo(id);
		});
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "\uD83D" })
	void textThatCannotBeEncodedIsRejected(String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> JobKey.check(id));
	}

	@Test
	void textThatIsTooLongIsRejected() {
		JobKey.check("x".repeat(200));
		assertThatIllegalArgumentException().isThrownBy(() -> JobKey.check("x".repeat(201)));
		assertThatIllegalArgumentException().isThrownBy(() -> JobKey.check("ü".repeat(34)));
	}

}
