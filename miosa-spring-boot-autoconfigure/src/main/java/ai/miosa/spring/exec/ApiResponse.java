package ai.miosa.spring.exec;

import tools.jackson.databind.JsonNode;

import ai.miosa.spring.ApiFailure;

/**
 * A successful API response.
 *
 * @param body the JSON body
 * @param info the status and the request id, for the message if the body proves unusable
 */
record ApiResponse(JsonNode body, ApiFailure info) {

	/**
	 * Return the object that the body is or wraps.
	 * @param wrappers the names that may wrap the object
	 */
	JsonNode unwrap(String... wrappers) {
		for (String wrapper : wrappers) {
			if (this.body.path(wrapper).isObject()) {
				return this.body.path(wrapper);
			}
		}
		return this.body;
	}

}
