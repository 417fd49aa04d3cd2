package ai.miosa.spring.test.session;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.process.CommandOutput.Source;

/**
 * {@code exec-ws}: raw messages, with the exit code in the close code.
 */
final class ExecWsProtocol implements ServerProtocol {

	@Override
	public void beginOutput(Source source, ByteBuf message) {
		// A message contains nothing but output
	}

	@Override
	public void receive(WebSocketFrame message, ExecSession session) {
		Map<String, @Nullable Object> resize = (message instanceof TextWebSocketFrame text) ? resize(text.text())
				: null;
		if (resize != null) {
			session.resize(number(resize.get("rows")), number(resize.get("cols")));
		}
		else {
			session.stdin(ByteBufUtil.getBytes(message.content()));
		}
	}

	private static @Nullable Map<String, @Nullable Object> resize(String text) {
		Map<String, @Nullable Object> object = text.startsWith("{") ? Json.read(text) : null;
		return (object != null && "resize".equals(object.get("type"))) ? object : null;
	}

	private static int number(@Nullable Object value) {
		return (value instanceof Integer number) ? number : 0;
	}

	@Override
	public boolean isCloseEndOfInput() {
		return true;
	}

	@Override
	public int closeCode(int exitCode) {
		return 1000 + exitCode;
	}

	@Override
	public boolean isTyped() {
		return false;
	}

}
