package ai.miosa.spring.test.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.Answer;

/**
 * Returns the first response for a request that repeats an {@code Idempotency-Key}. Only
 * successful responses are kept, so that a rejected request can be repeated.
 */
public final class IdempotentAnswers {

	private static final int MAX_KEYS = 10_000;

	private final Map<String, Answer> answers = new LinkedHashMap<>();

	private boolean enabled = true;

	public synchronized void clear() {
		this.answers.clear();
		this.enabled = true;
	}

	// Ignore the keys of future requests.
	public synchronized void disable() {
		this.enabled = false;
	}

	// One request at a time, so that the repetition of one that is not answered waits
	synchronized Answer get(@Nullable String key, Supplier<Answer> first) {
		if (key == null || !this.enabled) {
			return first.get();
		}
		Answer known = this.answers.get(key);
		if (known != null) {
			return known.with("Idempotency-Replayed", "true");
		}
		Answer answer = copy(first.get());
		this.answers.put(key, answer);
		if (this.answers.size() > MAX_KEYS) {
			this.answers.remove(this.answers.keySet().iterator().next());
		}
		return answer;
	}

	private static Answer copy(Answer answer) {
		try {
			return Answer.of(answer.status(), answer.headers(), answer.bytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
