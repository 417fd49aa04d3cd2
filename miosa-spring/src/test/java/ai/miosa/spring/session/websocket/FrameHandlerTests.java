package ai.miosa.spring.session.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameHandlerTests {

	@Test
	void ofAFloodOfPingsOnlyTheFirstAndTheNewestAreAnswered() {
		EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
		WebSocketConnection.open(channel.pipeline().context(ChannelInboundHandlerAdapter.class),
				new JakartaSession(new Endpoint() {

					@Override
					public void onOpen(Session session, EndpointConfig config) {
					}

				}, ClientEndpointConfig.Builder.create().build(), URI.create("ws://localhost/")), null);
		Object[] pings = new Object[1000];
		for (int i = 0; i < pings.length; i++) {
			pings[i] = new PingWebSocketFrame(
					Unpooled.wrappedBuffer(String.valueOf(i).getBytes(StandardCharsets.US_ASCII)));
		}
		channel.writeInbound(pings);
		List<String> pongs = new ArrayList<>();
		for (Object sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
			PongWebSocketFrame pong = (PongWebSocketFrame) sent;
			pongs.add(pong.content().toString(StandardCharsets.US_ASCII));
			pong.release();
		}
		assertThat(pongs).hasSize(17).startsWith("0", "1", "2").endsWith("15", "999");
		channel.finishAndReleaseAll();
	}

}
