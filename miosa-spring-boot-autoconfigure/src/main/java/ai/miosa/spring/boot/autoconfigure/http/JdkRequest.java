package ai.miosa.spring.boot.autoconfigure.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Request for the JDK's client, whose body is requested once the client is connected.
 */
final class JdkRequest extends AbstractClientHttpRequest {

	private final HttpMethod method;

	private final URI uri;

	private final HttpRequest.Builder builder;

	JdkRequest(HttpMethod method, URI uri) {
		this.method = method;
		this.uri = uri;
		this.builder = HttpRequest.newBuilder(uri);
	}

	HttpRequest build() {
		return this.builder.build();
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public DataBufferFactory bufferFactory() {
		return DefaultDataBufferFactory.sharedInstance;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> T getNativeRequest() {
		return (T) build();
	}

	@Override
	protected void applyHeaders() {
		getHeaders().forEach((name, values) -> {
			// The client sets the length of the body
			if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
				values.forEach((value) -> this.builder.header(name, value));
			}
		});
	}

	@Override
	protected void applyCookies() {
		if (!getCookies().isEmpty()) {
			this.builder.header(HttpHeaders.COOKIE,
					getCookies().values()
						.stream()
						.flatMap(Collection::stream)
						.map(HttpCookie::toString)
						.collect(Collectors.joining("; ")));
		}
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return doCommit(() -> commit(publisher(body)));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		return writeWith(Flux.from(body).concatMap(Function.identity()));
	}

	@Override
	public Mono<Void> setComplete() {
		return doCommit(() -> commit(BodyPublishers.noBody()));
	}

	private Mono<Void> commit(BodyPublisher body) {
		this.builder.method(this.method.name(), body);
		return Mono.empty();
	}

	private BodyPublisher publisher(Publisher<? extends DataBuffer> body) {
		Flow.Publisher<ByteBuffer> buffers = JdkFlowAdapter
			.publisherToFlowPublisher(Flux.from(body).map(JdkRequest::toByteBuffer));
		long length = getHeaders().getContentLength();
		return (length > 0) ? BodyPublishers.fromPublisher(buffers, length) : BodyPublishers.fromPublisher(buffers);
	}

	private static ByteBuffer toByteBuffer(DataBuffer buffer) {
		ByteBuffer bytes = ByteBuffer.allocate(buffer.readableByteCount());
		buffer.toByteBuffer(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
