package ai.miosa.spring.boot.autoconfigure.http;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Function;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * Response of the JDK's client. The API sets no cookies.
 */
final class JdkResponse implements ClientHttpResponse {

	private final HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;

	private final Runnable end;

	/**
	 * Create a response.
	 * @param response the response of the client
	 * @param end called when the body has been read to its end
	 */
	JdkResponse(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, Runnable end) {
		this.response = response;
		this.end = end;
	}

	/**
	 * Close the connection of a response whose body will not be read.
	 * @param response the response
	 */
	static void discard(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
		// A reader that has already subscribed cancels on its own
		JdkFlowAdapter.flowPublisherToFlux(response.body()).onErrorComplete().subscribe().dispose();
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.response.statusCode());
	}

	@Override
	public HttpHeaders getHeaders() {
		HttpHeaders headers = new HttpHeaders();
		this.response.headers().map().forEach(headers::addAll);
		return headers;
	}

	@Override
	public MultiValueMap<String, ResponseCookie> getCookies() {
		return CollectionUtils.toMultiValueMap(Map.of());
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return JdkFlowAdapter.flowPublisherToFlux(this.response.body())
			.flatMapIterable(Function.identity())
			.<DataBuffer>map(DefaultDataBufferFactory.sharedInstance::wrap)
			.doOnComplete(this.end);
	}

}
