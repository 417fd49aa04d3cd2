package ai.miosa.spring.session.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class UpgradeHandlerTests {

	private static final URI SERVER = URI.create("ws://localhost/path");

	private final WebSocketHandshake handshake = new WebSocketHandshake(
			new WebSocketUpgrade(SERVER, new HttpHeaders(), null, Duration.ofSeconds(10)));

	@Test
	void channelThatIsActiveBeforeItsAttemptIsNotifiedSendsTheRequest() {
		EmbeddedChannel channel = connect();
		ByteBuf request = channel.readOutbound();
		assertThat(request.toString(StandardCharsets.US_ASCII)).startsWith("GET /path HTTP/1.1");
		request.release();
		assertThat(this.handshake.connected(channel)).isTrue();
		channel.finishAndReleaseAll();
	}

	@Test
	void channelThatIsNotUsedSendsNothingAndDoesNotAffectTheOutcome() {
		EmbeddedChannel used = new EmbeddedChannel();
		this.handshake.connected(used);
		EmbeddedChannel other = connect();
		assertThat(other.<Object>readOutbound()).isNull();
		assertThat(other.isOpen()).isFalse();
		other.pipeline().fireExceptionCaught(new IllegalStateException());
		assertThat(this.handshake.connection()).isNotDone();
		used.finishAndReleaseAll();
	}

	private EmbeddedChannel connect() {
		JakartaSession session = new JakartaSession(new Endpoint() {

			@Override
			public void onOpen(Session opened, EndpointConfig config) {
			}

		}, ClientEndpointConfig.Builder.create().build(), SERVER);
		return new EmbeddedChannel(new HttpClientCodec(),
				new UpgradeHandler(this.handshake, WebSocketClientHandshakerFactory.newHandshaker(SERVER,
						WebSocketVersion.V13, null, false, new DefaultHttpHeaders()), session, null));
	}

}
