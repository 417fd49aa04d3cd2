package ai.miosa.spring.boot.autoconfigure.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;
import reactor.netty.http.HttpProtocol;

/**
 * The connector on Reactor Netty.
 */
final class ReactorConnector {

	private ReactorConnector() {
	}

	static ClientHttpConnector build(ReactorClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		return builder
			.withHttpClientCustomizer((client) -> client.followRedirect(false)
				.disableRetry(true)
				.protocol(HttpProtocol.HTTP11)
				.doOnConnected((connection) -> connection.addHandlerLast(new InterimResponses())))
			.build(settings);
	}

	/**
	 * Handler that drops interim responses. Reactor Netty takes any but 100 for the final
	 * one, and the final one for that of the next request.
	 */
	private static final class InterimResponses extends ChannelInboundHandlerAdapter {

		private boolean interim;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof HttpResponse response) {
				this.interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			}
			if (!this.interim) {
				context.fireChannelRead(message);
				return;
			}
			this.interim = !(message instanceof LastHttpContent);
			ReferenceCountUtil.release(message);
			context.read();
		}

	}

}
