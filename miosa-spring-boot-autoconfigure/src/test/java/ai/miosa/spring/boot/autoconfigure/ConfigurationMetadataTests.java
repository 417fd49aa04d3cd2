package ai.miosa.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.session.SessionProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration metadata that editors complete from.
 */
class ConfigurationMetadataTests {

	private final JsonNode metadata = read();

	private final JsonNode properties = this.metadata.path("properties");

	@Test
	void describesEveryProperty() {
		assertThat(this.properties).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.path("description").asString("")).as(property.path("name").asString())
				.isNotBlank()
				.endsWith(".");
			assertThat(property.path("type").asString("")).isNotBlank();
		});
	}

	@Test
	void knowsEveryProperty() {
		assertThat(this.properties).extracting((property) -> property.path("name").asString())
			.containsAll(types().flatMap((type) -> namesOf(type).stream()).toList())
			.contains("management.health.miosa.enabled", "management.endpoint.miosasessions.access");
	}

	@Test
	void hintsAtEveryProtocol() {
		JsonNode hint = this.metadata.path("hints").path(0);
		assertThat(hint.path("name").asString()).isEqualTo("miosa.session.protocol");
		assertThat(hint.path("values")).extracting((value) -> bind(value.path("value").asString()))
			.containsExactly(SessionProtocol.values());
	}

	private static SessionProtocol bind(String protocol) {
		return new Binder(new MapConfigurationPropertySource(Map.of("miosa.session.protocol", protocol)))
			.bind("miosa", MiosaProperties.class)
			.get()
			.session()
			.protocol();
	}

	static Stream<Class<?>> types() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents(MiosaProperties.class.getPackageName())
			.stream()
			.map((type) -> ClassUtils.resolveClassName(String.valueOf(type.getBeanClassName()), null));
	}

	static TreeSet<String> namesOf(Class<?> type) {
		return names(type.getAnnotation(ConfigurationProperties.class).value(), type);
	}

	private static TreeSet<String> names(String prefix, Class<?> type) {
		TreeSet<String> names = new TreeSet<>();
		for (RecordComponent property : type.getRecordComponents()) {
			String name = prefix + "." + property.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			if (property.getType().isRecord() && property.getType().getEnclosingClass() == type) {
				names.addAll(names(name, property.getType()));
			}
			else {
				names.add(name);
			}
		}
		return names;
	}

	private static JsonNode read() {
		try (InputStream json = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			return JsonMapper.shared().readTree(json);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
