package ai.miosa.spring.test.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.Answer;

/**
 * Returns the first response for a request that repeats an {@code Idempotency-Key}. Only
 * successful responses are kept, so that a rejected request can be repeated.
 */
public final class IdempotentAnswers {

	private static final int MAX_KEYS = 10_000;

	private final Map<String, CompletableFuture<Answer>> answers = new LinkedHashMap<>();

	private boolean enabled = true;

	public synchronized void clear() {
		this.answers.clear();
		this.enabled = true;
	}

	// Ignore the keys of future requests.
	public synchronized void disable() {
		this.enabled = false;
	}

	// A repeated request waits for the response to the first one
	Answer get(@Nullable String key, Call first) throws InterruptedException {
		CompletableFuture<Answer> own = new CompletableFuture<>();
		CompletableFuture<Answer> known = (key != null) ? add(key, own) : own;
		if (known != own) {
			try {
				return known.get().with("Idempotency-Replayed", "true");
			}
			catch (ExecutionException ex) {
				return get(key, first);
			}
		}
		try {
			Answer answer = copy(first.answer());
			own.complete(answer);
			return answer;
		}
		finally {
			if (!own.isDone()) {
				remove(key);
				own.completeExceptionally(new IllegalStateException("The request was rejected"));
			}
		}
	}

	private synchronized CompletableFuture<Answer> add(String key, CompletableFuture<Answer> own) {
		CompletableFuture<Answer> known = this.enabled ? this.answers.putIfAbsent(key, own) : null;
		if (this.answers.size() > MAX_KEYS) {
			this.answers.remove(this.answers.keySet().iterator().next());
		}
		return (known != null) ? known : own;
	}

	private synchronized void remove(@Nullable String key) {
		this.answers.remove(key);
	}

	private static Answer copy(Answer answer) {
		try {
			return Answer.of(answer.status(), answer.headers(), answer.bytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Answers a request.
	 */
	@FunctionalInterface
	interface Call {

		Answer answer() throws InterruptedException;

	}

}
