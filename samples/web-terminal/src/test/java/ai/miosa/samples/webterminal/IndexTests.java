package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

class IndexTests {

	@Test
	void requestsAllModulesAtOnce() throws IOException {
		String index = new ClassPathResource("static/index.html").getContentAsString(StandardCharsets.UTF_8);
		Stream<String> requested = Pattern
			.compile("<(?:link rel=\"modulepreload\" href|script type=\"module\" src)=\"([^\"]+)\"")
			.matcher(index)
			.results()
			.map((match) -> match.group(1));
		assertThat(requested).containsExactlyInAnyOrderElementsOf(modules());
	}

	private static List<String> modules() throws IOException {
		Resource[] modules = new PathMatchingResourcePatternResolver().getResources("classpath:static/**/*.js");
		return Stream.of(modules)
			.map((module) -> module.toString().replaceFirst("(?s).*/static/(.*\\.js).*", "$1"))
			.toList();
	}

}
