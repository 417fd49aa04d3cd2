package ai.miosa.spring.computer.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.computer.ComputerDefaults;
import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.ComputerSpec;
import ai.miosa.spring.text.CommandChecks;

/**
 * {@link ComputerSpec} that collects the fields of the API's request.
 */
final class DefaultComputerSpec implements ComputerSpec {

	static final String METADATA_PREFIX = "miosa_spring_";

	/**
	 * The limit of the API reference.
	 */
	private static final int MAX_SETUP_FILE_BYTES = 65_536;

	/**
	 * Fields that this library always sets, or merges with other values.
	 */
	private static final Set<String> OWN_FIELDS = Set.of("name", "metadata", "env", "timeout_sec", "idle_timeout_sec");

	private final ComputerKind kind;

	private final Map<String, Object> fields = new LinkedHashMap<>();

	private final Map<String, String> metadata = new LinkedHashMap<>();

	private final Map<String, String> env = new LinkedHashMap<>();

	private @Nullable String name;

	private @Nullable Duration autoStop;

	private @Nullable Duration maxLifetime;

	DefaultComputerSpec(ComputerKind kind, ComputerDefaults defaults) {
		this.kind = kind;
		if (defaults.template() != null) {
			template(defaults.template());
		}
		if (defaults.size() != null) {
			size(defaults.size());
		}
		if (defaults.autoStop() != null) {
			autoStop(defaults.autoStop());
		}
	}

	@Override
	public ComputerSpec name(String name) {
		CommandChecks.checkText(name, "The name");
		this.name = name;
		return this;
	}

	@Override
	public ComputerSpec template(String template) {
		CommandChecks.checkText(template, "The template");
		return field(isSandbox() ? "template_id" : "template_type", template);
	}

	@Override
	public ComputerSpec size(String size) {
		CommandChecks.checkText(size, "The size");
		return field("size", size);
	}

	@Override
	public ComputerSpec metadata(String name, String value) {
		CommandChecks.checkText(name, "The name of metadata");
		CommandChecks.checkCharacters(value, "The value of metadata " + name);
		Assert.isTrue(!name.startsWith(METADATA_PREFIX),
				() -> "Names of metadata that begin with " + METADATA_PREFIX + " are reserved");
		this.metadata.put(name, value);
		return this;
	}

	@Override
	public ComputerSpec env(String name, String value) {
		Assert.isTrue(isSandbox(),
				"A computer is created without an environment; set it on its commands, " + "or create a sandbox");
		CommandChecks.checkEnv(name, value);
		this.env.put(name, value);
		return this;
	}

	@Override
	public ComputerSpec setupFile(String setupFile) {
		CommandChecks.checkText(setupFile, "The setup file");
		Assert.isTrue(setupFile.getBytes(StandardCharsets.UTF_8).length <= MAX_SETUP_FILE_BYTES,
				"The setup file must not exceed 65,536 bytes; let it download a longer script");
		return field("setup_file", setupFile);
	}

	@Override
	public ComputerSpec autoStop(Duration autoStop) {
		checkSeconds(autoStop);
		this.autoStop = autoStop;
		return this;
	}

	@Override
	public ComputerSpec maxLifetime(Duration maxLifetime) {
		checkSeconds(maxLifetime);
		this.maxLifetime = maxLifetime;
		return this;
	}

	private static void checkSeconds(Duration time) {
		Assert.isTrue(time.toSeconds() > 0, "The time must be at least one second");
	}

	@Override
	public ComputerSpec field(String name, Object value) {
		CommandChecks.checkText(name, "The name of a field");
		Assert.isTrue(!OWN_FIELDS.contains(name), () -> "The field " + name + " is set by its own method");
		Assert.isTrue(isSupported(value), () -> "The value of the field " + name
				+ " must be a string, whole number, boolean, list or map of these");
		this.fields.put(name, value);
		return this;
	}

	private static boolean isSupported(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.keySet().stream().allMatch(String.class::isInstance)
					&& map.values().stream().allMatch(DefaultComputerSpec::isSupported);
		}
		if (value instanceof List<?> list) {
			return list.stream().allMatch(DefaultComputerSpec::isSupported);
		}
		return value instanceof String || value instanceof Integer || value instanceof Long || value instanceof Boolean;
	}

	private boolean isSandbox() {
		return this.kind == ComputerKind.SANDBOX;
	}

	String nameOr(String byDefault) {
		return (this.name != null) ? this.name : byDefault;
	}

	void maxLifetimeIfUnset(Duration time) {
		if (this.maxLifetime == null) {
			this.maxLifetime = time;
		}
	}

	/**
	 * Return the idle time for the call that sets it, or {@code null} if there is nothing
	 * to set: a sandbox is created with it.
	 */
	@Nullable Duration idleTime() {
		if (isSandbox() || this.maxLifetime == null) {
			return isSandbox() ? null : this.autoStop;
		}
		return (this.autoStop != null && this.autoStop.compareTo(this.maxLifetime) < 0) ? this.autoStop
				: this.maxLifetime;
	}

	/**
	 * Return the request.
	 * @param name the name
	 * @param ownMetadata the metadata of this library
	 */
	Map<String, Object> body(String name, Map<String, String> ownMetadata) {
		Map<String, Object> body = new LinkedHashMap<>(this.fields);
		body.put("name", name);
		Map<String, String> allMetadata = new LinkedHashMap<>(this.metadata);
		allMetadata.putAll(ownMetadata);
		body.put("metadata", allMetadata);
		if (!this.env.isEmpty()) {
			body.put("env", Map.copyOf(this.env));
		}
		if (isSandbox() && this.autoStop != null) {
			body.put("idle_timeout_sec", this.autoStop.toSeconds());
		}
		if (isSandbox() && this.maxLifetime != null) {
			body.put("timeout_sec", this.maxLifetime.toSeconds());
		}
		return body;
	}

	@Override
	public String toString() {
		return "ComputerSpec[kind=" + this.kind + ", name=" + this.name + "]";
	}

}
