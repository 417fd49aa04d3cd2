package ai.miosa.spring.test.api;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.http.ReceivedRequest;

/**
 * Target of a request.
 *
 * @param route the route, or {@code null} if there is none
 * @param command the bash command or python code, or {@code null} if there is none
 */
public record Target(@Nullable Route route, @Nullable String command) {

	public static Target of(ReceivedRequest request) {
		Route route = Route.of(request.method(), request.uri());
		String field = (route != null) ? route.sourceField() : null;
		if (route == null || field == null) {
			return new Target(route, null);
		}
		try {
			return new Target(route, new Body(Json.object(request.body())).required(field));
		}
		catch (ApiException ex) {
			// It has no command; the response reports this
			return new Target(route, null);
		}
	}

	@Override
	public String toString() {
		return "Target[route=%s]".formatted(this.route);
	}

}
