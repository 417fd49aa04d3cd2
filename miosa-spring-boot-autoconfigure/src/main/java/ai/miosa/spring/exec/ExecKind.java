package ai.miosa.spring.exec;

import java.util.Locale;

/**
 * The one-shot executions that the API offers, with what differs between them on the
 * wire.
 */
enum ExecKind {

	BASH("command", "The command", "exec"),

	PYTHON("code", "The code", "exec", "python");

	private final String field;

	private final String description;

	private final String[] path;

	ExecKind(String field, String description, String... path) {
		this.field = field;
		this.description = description;
		this.path = path;
	}

	/**
	 * Return the name of the body's field that takes the text to run.
	 */
	String field() {
		return this.field;
	}

	String description() {
		return this.description;
	}

	String[] path(String computerId) {
		String[] segments = new String[this.path.length + 2];
		segments[0] = "computers";
		segments[1] = computerId;
		System.arraycopy(this.path, 0, segments, 2, this.path.length);
		return segments;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
