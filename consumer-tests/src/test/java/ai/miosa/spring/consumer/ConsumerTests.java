package ai.miosa.spring.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what the applications in {@code src/it} have reported with the starter and
 * without it.
 */
@Tag("thorough")
class ConsumerTests {

	private static final Path README = Path.of("..", "README.md");

	@ParameterizedTest
	@ValueSource(strings = { "4.0.9", "4.1.2" })
	void localComputerRunsBashAndSession(String springBoot) throws IOException {
		List<String> output = output(springBoot, "applications/local", "with");
		assertThat(output).filteredOn((line) -> line.startsWith("fact "))
			.containsExactlyInAnyOrder("fact bash: hello", "fact spawn: hello");
		assertThat(output).as("warnings of native access").noneMatch((line) -> line.startsWith("WARNING:"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.0.9", "4.1.2" })
	void localComputerKeepsRunningWhenDevToolsRestartsTheApplication(String springBoot) throws IOException {
		assertThat(output(springBoot, "applications/devtools", "with")).filteredOn((line) -> line.startsWith("fact "))
			.containsExactly("fact started: ", "fact restarted: kept");
	}

	@Test
	void adviceToUpgradeSpringBoot3IsOneSentence() throws IOException {
		assertThat(output("3.5.9", "spring-boot-3", "output"))
			.contains(
					"The MIOSA starter needs Spring Boot 4.0 or later, and this application runs on Spring Boot 3.5.9.")
			.noneMatch((line) -> line.startsWith("\tat "));
	}

	@Test
	void readmeShowsTheDependenciesOfTheApplications() throws IOException {
		String version = System.getProperty("miosa.version");
		String readme = Files.readString(README);
		assertThat(Pattern.compile("""
				<dependency>
				    <groupId>(.*)</groupId>
				    <artifactId>(.*)</artifactId>
				    <version>(.*)</version>
				(    <scope>test</scope>
				)?</dependency>""").matcher(readme).results().map(ConsumerTests::coordinates)).containsOnlyOnce(
				"ai.miosa:miosa-spring-boot-starter:" + version,
				"ai.miosa:miosa-spring-boot-test:" + version + ":test");
		assertThat(readme).contains("implementation(\"ai.miosa:miosa-spring-boot-starter:" + version + "\")");
	}

	private static String coordinates(MatchResult dependency) {
		return "%s:%s:%s%s".formatted(dependency.group(1), dependency.group(2), dependency.group(3),
				(dependency.group(4) != null) ? ":test" : "");
	}

	private static List<String> output(String springBoot, String project, String run) throws IOException {
		return Files.readAllLines(Path.of("target", "spring-boot-" + springBoot, project, "target", run));
	}

	/**
	 * An application that gets the starter. Most have neither Reactor, WebFlux nor Netty
	 * without it.
	 */
	@Nested
	@ParameterizedClass(name = "Spring Boot {0}, {1}")
	@CsvSource({ "4.0.9, plain, 26, 11000", "4.1.2, plain, 26, 11000", "4.0.9, mvc, 26, 8700", "4.1.2, mvc, 26, 8700",
			"4.0.9, flux, 26, 6000", "4.1.2, flux, 26, 6000", "4.1.2, jackson2, 26, 8700", "4.1.2, jetty, 26, 8700" })
	class Applications {

		@Parameter(0)
		String springBoot;

		@Parameter(1)
		String application;

		@Parameter(2)
		int maxJars;

		@Parameter(3)
		int maxKilobytes;

		@Test
		void answersAndClientsAreUnchanged() throws IOException {
			String others = "(?!bean |jar |duplicate ).*";
			assertThat(facts("without", others)).isNotEmpty();
			assertThat(facts("with", others)).isEqualTo(facts("without", others));
		}

		@Test
		void allBeansAreKept() throws IOException {
			assertThat(facts("with", "bean .*")).containsAll(facts("without", "bean .*"));
		}

		@Test
		void newBeansAreThoseOfMiosaAndItsClient() throws IOException {
			assertThat(added("bean .*")).isNotEmpty()
				.allMatch((bean) -> bean.matches("bean miosa.*|.*: (ai\\.miosa|org\\.springframework\\."
						+ "(boot\\.(http|webclient)|http\\.client|web\\.reactive\\.function\\.client))\\..*"));
		}

		@Test
		void noClassIsAddedTwice() throws IOException {
			// Both jars of Jakarta's WebSocket API have those of its client
			assertThat(added("duplicate .*")).allMatch((name) -> name.startsWith("duplicate jakarta/websocket/"));
		}

		@Test
		void addsNoOptionalDependency() throws IOException {
			assertThat(added("jar .*")).isNotEmpty()
				.noneMatch((jar) -> jar.matches("jar .*(bucket4j|batch|spring-ai|sandbox).*"));
		}

		@Test
		void sizeIsLimited(TestReporter reporter) throws IOException {
			List<String> before = facts("without", "jar .*");
			List<String> after = facts("with", "jar .*");
			int jars = after.size() - before.size();
			long kilobytes = (bytes(after) - bytes(before)) / 1000;
			reporter.publishEntry("Spring Boot %s, %s".formatted(this.springBoot, this.application),
					"%d jars, %d kB".formatted(jars, kilobytes));
			assertThat(jars).as("jars").isPositive().isLessThanOrEqualTo(this.maxJars);
			assertThat(kilobytes).as("kB").isLessThanOrEqualTo(this.maxKilobytes);
		}

		private List<String> added(String pattern) throws IOException {
			List<String> before = facts("without", pattern);
			return facts("with", pattern).stream().filter((fact) -> !before.contains(fact)).toList();
		}

		private List<String> facts(String run, String pattern) throws IOException {
			return output(this.springBoot, "applications/" + this.application, run).stream()
				.filter((line) -> line.matches("fact " + pattern))
				.map((line) -> line.substring("fact ".length()))
				.sorted()
				.toList();
		}

		private static long bytes(List<String> jars) {
			return jars.stream().mapToLong((jar) -> Long.parseLong(jar.substring(jar.lastIndexOf(' ') + 1))).sum();
		}

	}

}
