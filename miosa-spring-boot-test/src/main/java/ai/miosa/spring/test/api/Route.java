package ai.miosa.spring.test.api;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ReceivedRequest;

/**
 * A route that runs a command to its end.
 */
enum Route {

	BASH("/exec", "command"), PYTHON("/exec/python", "code"), COMMANDS("/commands", "command");

	private final String action;

	private final String sourceField;

	Route(String action, String sourceField) {
		this.action = action;
		this.sourceField = sourceField;
	}

	static @Nullable Route of(ReceivedRequest request) {
		if (!request.method().equals("POST")) {
			return null;
		}
		String action = new ApiPath(request.uri()).action();
		return Arrays.stream(values()).filter((route) -> route.action.equals(action)).findFirst().orElse(null);
	}

	// The field of the body that holds the command or code
	String sourceField() {
		return this.sourceField;
	}

}
