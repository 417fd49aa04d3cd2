package ai.miosa.spring.test;

/**
 * A way of wrapping a successful answer.
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

	// The field the object stands in, empty for none
	String wrapper() {
		return this.wrapper;
	}

}
