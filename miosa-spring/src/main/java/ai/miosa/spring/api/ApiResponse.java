package ai.miosa.spring.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.ApiError;
import ai.miosa.spring.MiosaMalformedResponseException;

/**
 * Successful response of the API. {@link #toString()} shows none of its content.
 */
public final class ApiResponse {

	private final ApiCall call;

	private final ApiError info;

	private final Map<?, ?> body;

	private final boolean replacedBytes;

	ApiResponse(ApiCall call, ApiError info, Map<?, ?> body, boolean replacedBytes) {
		this.call = call;
		this.info = info;
		this.body = body;
		this.replacedBytes = replacedBytes;
	}

	/**
	 * Unwrap the body.
	 * @param wrappers the names that may wrap the object
	 * @return a response with the wrapped object as its body, or this one if nothing is
	 * wrapped
	 */
	public ApiResponse unwrap(String... wrappers) {
		for (String wrapper : wrappers) {
			if (this.body.get(wrapper) instanceof Map<?, ?> wrapped) {
				return new ApiResponse(this.call, this.info, wrapped, this.replacedBytes);
			}
		}
		return this;
	}

	/**
	 * Return a text of the body.
	 * @param name the field's name
	 * @return the text, or {@code null} if the field is missing or not a string
	 */
	public @Nullable String text(String name) {
		return (this.body.get(name) instanceof String text) ? text : null;
	}

	/**
	 * Return a number of the body.
	 * @param name the field's name
	 * @return the number, or {@code null} if the field is missing or not a 32-bit integer
	 */
	public @Nullable Integer integer(String name) {
		return (this.body.get(name) instanceof Integer number) ? number : null;
	}

	/**
	 * Return the texts of an object of the body.
	 * @param name the field's name
	 * @return the texts, without values of other types; empty if the field is missing or
	 * not an object
	 */
	public Map<String, String> texts(String name) {
		Map<String, String> texts = new LinkedHashMap<>();
		if (this.body.get(name) instanceof Map<?, ?> object) {
			object.forEach((key, value) -> {
				if (value instanceof String text) {
					texts.put(key.toString(), text);
				}
			});
		}
		return texts;
	}

	/**
	 * Return the objects of a list of the body.
	 * @param names the names that the list may have
	 * @return a separate response for each object of the list
	 * @throws MiosaMalformedResponseException if there is no such list
	 */
	public List<ApiResponse> list(String... names) {
		for (String name : names) {
			if (this.body.get(name) instanceof List<?> list) {
				return list.stream()
					.filter(Map.class::isInstance)
					.map((object) -> new ApiResponse(this.call, this.info, (Map<?, ?>) object, this.replacedBytes))
					.toList();
			}
		}
		throw malformed("a response without a list");
	}

	/**
	 * Return whether a flag of the body is set.
	 * @param name the field's name
	 * @return whether the field is {@code true}
	 */
	public boolean flag(String name) {
		return Boolean.TRUE.equals(this.body.get(name));
	}

	/**
	 * Return the status, the request id and the retry hint.
	 * @return the information
	 */
	public ApiError info() {
		return this.info;
	}

	/**
	 * Return the request id to quote to MIOSA's support.
	 * @return the id, or {@code null} if the response had none
	 */
	public @Nullable String requestId() {
		return this.info.requestId();
	}

	/**
	 * Return whether the body was not valid UTF-8 and contains replacement characters.
	 * @return whether bytes were replaced
	 */
	public boolean hasReplacedBytes() {
		return this.replacedBytes;
	}

	/**
	 * Return the exception for an unexpected body.
	 * @param problem what is wrong with it
	 * @return the exception
	 */
	public MiosaMalformedResponseException malformed(String problem) {
		return new MiosaMalformedResponseException(this.call.action() + " got " + problem, this.call.computerId(),
				this.info.withRetryable(this.call.safe()));
	}

	@Override
	public String toString() {
		return "ApiResponse[" + this.info + "]";
	}

}
