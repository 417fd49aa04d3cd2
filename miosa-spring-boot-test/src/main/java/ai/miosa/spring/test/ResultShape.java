package ai.miosa.spring.test;

import org.jspecify.annotations.Nullable;

/**
 * Choose how a successful answer is wrapped.
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
