package ai.miosa.spring.test.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.process.CommandOutput.Source;

/**
 * {@code exec-ws}: raw messages, with the exit code in the close code.
 */
final class ExecWsDialect implements SessionDialect {

	@Override
	public void beginOutput(Source source, ByteBuf message) {
		// Output is all there is
	}

	@Override
	public void receive(WebSocketFrame message, CommandInput input) {
		JsonNode resize = (message instanceof TextWebSocketFrame text) ? resize(text.text()) : null;
		if (resize != null) {
			input.resize(resize.path("rows").asInt(0), resize.path("cols").asInt(0));
		}
		else {
			input.stdin(ByteBufUtil.getBytes(message.content()));
		}
	}

	private static @Nullable JsonNode resize(String text) {
		if (!text.startsWith("{")) {
			return null;
		}
		try {
			JsonNode node = Json.MAPPER.readTree(text);
			return node.path("type").asString("").equals("resize") ? node : null;
		}
		catch (JacksonException ex) {
			return null;
		}
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
