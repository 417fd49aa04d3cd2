package ai.miosa.spring.test;

import org.jspecify.annotations.Nullable;

/**
 * A way of wrapping a successful answer.
 */
public enum ResultShape {

	/** The object itself. */
	BARE(null),

	/** The object under {@code data}. */
	DATA("data"),

	/** The object under {@code result}. */
	RESULT("result");

	private final @Nullable String wrapper;

	ResultShape(@Nullable String wrapper) {
		this.wrapper = wrapper;
	}

	@Nullable String wrapper() {
		return this.wrapper;
	}

}
