package ai.miosa.spring.test.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Format of a successful answer.
 *
 * @param wrapper the field that contains the result, empty for none, or {@code null} for
 * that of the route
 * @param omitted the fields to omit
 */
public record ResultFormat(@Nullable String wrapper, Set<String> omitted) {

	public ResultFormat {
		omitted = Set.copyOf(omitted);
	}

	// The field that contains the result, or null for none
	@Nullable String wrapper(@Nullable String ofTheRoute) {
		return (this.wrapper == null) ? ofTheRoute : (!this.wrapper.isEmpty()) ? this.wrapper : null;
	}

	boolean has(String field) {
		return !this.omitted.contains(field);
	}

	public ResultFormat in(@Nullable String wrapper) {
		return new ResultFormat(wrapper, this.omitted);
	}

	public ResultFormat without(String... fields) {
		Set<String> all = new HashSet<>(this.omitted);
		all.addAll(List.of(fields));
		return new ResultFormat(this.wrapper, all);
	}

}
