package ai.miosa.spring.test.api;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * Parameters of a new computer or sandbox.
 *
 * @param name the name, empty if a sandbox was given none
 * @param template the template
 * @param size the size
 * @param metadata the metadata of its owner
 * @param env the variables of its processes
 * @param timeout after how many seconds a sandbox ends, 0 for never
 * @param persistent whether a sandbox is then paused rather than destroyed
 * @param setupFile the script that runs once, when it is ready, or {@code null}
 */
record Spec(String name, String template, String size, Map<String, String> metadata, Map<String, String> env,
		int timeout, boolean persistent, @Nullable String setupFile) {

	static final Spec DEFAULT = new Spec("local", "miosa-desktop", "small", Map.of(), Map.of(), 0, false, null);

	private static final Map<String, List<Integer>> SIZES = Map.of("xs", List.of(1, 1024), "small", List.of(2, 2048),
			"medium", List.of(4, 4096), "large", List.of(8, 8192), "xl", List.of(16, 16_384));

	private static final Set<String> VISIBILITIES = Set.of("public", "tenant", "key");

	private static final int MAX_SETUP_FILE = 65_536;

	private static final int MAX_TIMEOUT = 7 * 86_400;

	static Spec ofComputer(Body body) {
		checkVisibility(body);
		return new Spec(body.required("name"), or(body.text("template_type"), "miosa-desktop"), size(body),
				body.strings("metadata"), Map.of(), 0, false, body.text("setup_file", MAX_SETUP_FILE));
	}

	static Spec ofSandbox(Body body) {
		checkVisibility(body);
		return new Spec(or(body.text("name"), ""), or(body.text("template_id"), "miosa-sandbox"), size(body),
				body.strings("metadata"), body.env(), body.number("timeout_sec", 0, 1, MAX_TIMEOUT),
				body.flag("persistent"), body.text("setup_file", MAX_SETUP_FILE));
	}

	private static void checkVisibility(Body body) {
		String visibility = body.text("visibility");
		if (visibility != null && !VISIBILITIES.contains(visibility)) {
			throw ApiException.invalid("The field 'visibility' must be one of public, tenant and key");
		}
	}

	private static String size(Body body) {
		String size = or(body.text("size"), "small");
		if (!SIZES.containsKey(size)) {
			throw ApiException.invalid("The field 'size' must be one of xs, small, medium, large and xl");
		}
		return size;
	}

	private static String or(@Nullable String text, String byDefault) {
		return (text != null) ? text : byDefault;
	}

	int vcpus() {
		return SIZES.getOrDefault(this.size, List.of(0, 0)).get(0);
	}

	int memory() {
		return SIZES.getOrDefault(this.size, List.of(0, 0)).get(1);
	}

	@Override
	public String toString() {
		return "Spec[name=%s]".formatted(this.name);
	}

}
