package ai.miosa.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.client.ComputerObserver;
import ai.miosa.spring.exec.RetryReason;
import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documentation uses the names of the code for metrics, properties and exceptions,
 * and refers to tests that exist.
 */
class DocumentationTests {

	private static final String DOCUMENTATION = read();

	@ParameterizedTest
	@MethodSource
	void namesObservationsTagsAndTheirValues(String name) {
		assertThat(DOCUMENTATION.contains("`" + name + "`")).as(name).isTrue();
	}

	static Stream<String> namesObservationsTagsAndTheirValues() {
		Stream<String> observations = Stream.of(new DefaultExecObservationConvention().getName(), ComputerObserver.NAME,
				ComputerObserver.OPERATION, ComputerObserver.KIND, ComputerObserver.COMPUTER_ID);
		Stream<KeyName> keys = Stream.concat(
				Arrays.stream(ExecObservationDocumentation.EXEC.getLowCardinalityKeyNames()),
				Arrays.stream(ExecObservationDocumentation.EXEC.getHighCardinalityKeyNames()));
		Stream<String> outcomes = Arrays.stream(ExecObservationContext.Outcome.values())
			.map(ExecObservationContext.Outcome::toString);
		Stream<String> reasons = Arrays.stream(RetryReason.values())
			.map((reason) -> reason.name().toLowerCase(Locale.ROOT));
		return Stream.of(observations, outcomes, reasons, keys.map(KeyName::asString))
			.flatMap((names) -> names)
			.distinct();
	}

	@ParameterizedTest
	@MethodSource
	void namesProperties(Class<?> type) {
		assertThat(ConfigurationMetadataTests.namesOf(type)).allMatch(DOCUMENTATION::contains);
	}

	static Stream<Class<?>> namesProperties() {
		return ConfigurationMetadataTests.types().filter((type) -> type != MiosaProperties.class);
	}

	@ParameterizedTest
	@MethodSource
	void namesTestsThatExist(String test) throws IOException {
		String[] names = test.split("#");
		List<Path> sources = sources("src/test/java", names[0] + ".java");
		assertThat(sources).as(names[0]).hasSize(1);
		if (names.length > 1) {
			assertThat(Files.readString(sources.get(0))).contains("void " + names[1] + "(");
		}
	}

	static Stream<String> namesTestsThatExist() {
		return testsIn(DOCUMENTATION).distinct();
	}

	@ParameterizedTest
	@MethodSource
	void namesExceptions(String exception) throws IOException {
		assertThat(Files.readString(Path.of("..", "docs", "errors.md"))).contains("| `" + exception + "` |");
	}

	static Stream<String> namesExceptions() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AssignableTypeFilter(MiosaException.class));
		return scanner.findCandidateComponents("ai.miosa.spring")
			.stream()
			.map((type) -> String.valueOf(type.getBeanClassName()))
			.filter((name) -> !name.contains("$"))
			.map(ClassUtils::getShortName)
			.filter((name) -> !name.equals("MiosaException"));
	}

	@Test
	void namesFilesOfTheMainCodePaths() throws IOException {
		String contributing = Files.readString(Path.of("..", "CONTRIBUTING.md"));
		String paths = contributing.substring(contributing.indexOf("The main code paths"));
		assertThat(Pattern.compile("`([A-Z]\\w+|\\w+\\.sh)`").matcher(paths).results().map((match) -> match.group(1)))
			.hasSizeGreaterThan(15)
			.allMatch((name) -> !sources("src/main", name.contains(".") ? name : name + ".java").isEmpty());
	}

	@Test
	void namesTestsForEachGuarantee() throws IOException {
		Stream<String> guarantees = Files.readAllLines(Path.of("..", "docs", "guarantees.md"))
			.stream()
			.filter((line) -> line.startsWith("| "))
			.skip(2)
			.filter((line) -> !line.startsWith("| **"));
		assertThat(guarantees).isNotEmpty().allMatch((guarantee) -> testsIn(guarantee).findAny().isPresent());
	}

	private static Stream<String> testsIn(String text) {
		return Pattern.compile("`(\\w+Tests(#\\w+)?)`").matcher(text).results().map((match) -> match.group(1));
	}

	private static List<Path> sources(String directory, String name) {
		try (Stream<Path> modules = Files.list(Path.of(".."))) {
			return modules.map((module) -> module.resolve(directory))
				.filter(Files::isDirectory)
				.flatMap((sources) -> find(sources, name))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<Path> find(Path directory, String name) {
		try {
			return Files.find(directory, Integer.MAX_VALUE, (path, attributes) -> path.endsWith(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read() {
		try (Stream<Path> pages = Files.list(Path.of("..", "docs"))) {
			StringBuilder text = new StringBuilder();
			for (Path page : pages.filter((path) -> path.toString().endsWith(".md")).toList()) {
				text.append(Files.readString(page));
			}
			return text.toString();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
