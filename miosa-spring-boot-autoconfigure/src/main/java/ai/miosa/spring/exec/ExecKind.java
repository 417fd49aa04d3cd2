package ai.miosa.spring.exec;

import java.util.Locale;

/**
 * The one-shot executions that the API offers, with what differs between them on the
 * wire.
 */
enum ExecKind {

	BASH("command", "The command", "/computers/{id}/exec"),

	PYTHON("code", "The code", "/computers/{id}/exec/python");

	private final String field;

	private final String description;

	private final String uriTemplate;

	ExecKind(String field, String description, String uriTemplate) {
		this.field = field;
		this.description = description;
		this.uriTemplate = uriTemplate;
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

	String uriTemplate() {
		return this.uriTemplate;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
