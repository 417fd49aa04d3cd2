package ai.miosa.spring.test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a successful answer is written: its wrapping and the fields it leaves out.
 */
record ResultFormat(ResultShape shape, Set<String> omitted) {

	ResultFormat {
		omitted = Set.copyOf(omitted);
	}

	boolean has(String field) {
		return !this.omitted.contains(field);
	}

	ResultFormat in(ResultShape shape) {
		return new ResultFormat(shape, this.omitted);
	}

	ResultFormat without(String... fields) {
		Set<String> all = new HashSet<>(this.omitted);
		all.addAll(List.of(fields));
		return new ResultFormat(this.shape, all);
	}

}
