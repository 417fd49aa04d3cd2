package ai.miosa.spring.test;

/**
 * Shape of the body of a successful response.
 */
public enum ResultShape {

	/** The object itself. */
	BARE(""),

	/** The object under {@code data}. */
	DATA("data"),

	/** The object under {@code result}. */
	RESULT("result");

	private final String wrapper;

	ResultShape(String wrapper) {
		this.wrapper = wrapper;
	}

	// The field that contains the object, empty for none
	String wrapper() {
		return this.wrapper;
	}

}
