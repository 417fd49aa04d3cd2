package ai.miosa.spring.boot.autoconfigure.http;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;
import reactor.core.publisher.Flux;

/**
 * Response whose exchange is cancelled when the reading of its body is.
 */
final class CancellableResponse extends ClientHttpResponseDecorator {

	private final Runnable cancellation;

	CancellableResponse(ClientHttpResponse response, Runnable cancellation) {
		super(response);
		this.cancellation = cancellation;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return super.getBody().doOnCancel(this.cancellation);
	}

}
