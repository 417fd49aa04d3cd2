package ai.miosa.spring.ai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The description of a tool that a model reads.
 */
class MiosaToolTests {

	private static final Pattern EXAMPLE = Pattern.compile("Example: (\\{.*})$");

	@ParameterizedTest
	@EnumSource
	void isShortAndExact(MiosaTool tool) {
		assertThat(tool.getName()).matches("[a-z_]{3,20}");
		assertThat(tool.getTitle()).matches("[A-Z][A-Za-z ]{3,30}");
		assertThat(tool.getDefinition().description()).hasSizeBetween(60, 500)
			.doesNotContain("\n", "\t", "MIOSA", "  ");
	}

	@ParameterizedTest
	@EnumSource
	void describesEachArgument(MiosaTool tool) {
		JsonNode schema = schema(tool);
		assertThat(schema.path("type").asString()).isEqualTo("object");
		// Google's API rejects a schema with any other keyword
		assertThat(schema.propertyNames()).containsExactly("type", "properties", "required");
		assertThat(schema.path("properties").values()).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.path("type").asString()).isIn("string", "integer");
			assertThat(property.propertyNames()).isSubsetOf("type", "description", "enum");
			assertThat(property.path("description").asString()).hasSizeBetween(10, 120).doesNotContain("\n", "\t");
		});
		assertThat(schema.path("required").values()).extracting(JsonNode::asString)
			.allMatch(schema.path("properties")::has);
	}

	@ParameterizedTest
	@EnumSource
	void leavesTheComputerToTheApplication(MiosaTool tool) {
		assertThat(schema(tool).path("properties").propertyNames())
			.noneMatch((name) -> name.contains("computer") || name.contains("directory") || name.contains("env"));
	}

	@ParameterizedTest
	@EnumSource
	void givesAnExampleThatIsValid(MiosaTool tool) {
		Matcher example = EXAMPLE.matcher(tool.getDefinition().description());
		assertThat(example.find()).isTrue();
		JsonNode arguments = JsonMapper.shared().readTree(example.group(1));
		JsonNode schema = schema(tool);
		assertThat(arguments.propertyNames()).allMatch(schema.path("properties")::has);
		assertThat(schema.path("required").values()).extracting(JsonNode::asString).allMatch(arguments::has);
	}

	private static JsonNode schema(MiosaTool tool) {
		return JsonMapper.shared().readTree(tool.getDefinition().inputSchema());
	}

}
