package ai.miosa.spring.boot.autoconfigure.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import org.springframework.http.client.observation.ClientHttpObservationDocumentation.HighCardinalityKeyNames;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiRequests;

/**
 * Removes the query from the URL in spans of requests to the API, because the query of
 * the base URL may contain a token.
 */
final class BaseUrlQueryFilter implements ObservationFilter {

	private final String prefix;

	BaseUrlQueryFilter(MiosaEndpoint endpoint) {
		this.prefix = ApiRequests.baseUrl(endpoint).toString();
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ClientRequestObservationContext) {
			String name = HighCardinalityKeyNames.HTTP_URL.asString();
			KeyValue url = context.getHighCardinalityKeyValue(name);
			if (url != null && url.getValue().startsWith(this.prefix)) {
				context.addHighCardinalityKeyValue(KeyValue.of(name, withoutQuery(url.getValue())));
			}
		}
		return context;
	}

	private static String withoutQuery(String url) {
		int query = url.indexOf('?');
		return (query < 0) ? url : url.substring(0, query);
	}

}
