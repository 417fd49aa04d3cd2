package ai.miosa.spring.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Reads the requests of one connection: each {@code POST} is an execution and gets the
 * canned result, a {@code GET} is the upgrade to a session.
 */
final class HttpExchange extends ByteToMessageDecoder {

	private static final ByteBuf END_OF_HEAD = text("\r\n\r\n");

	private static final ByteBuf RESULT = result("""
			{"output":"Linux computer 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\\n",\
			"stdout":"Linux computer 6.8.0-45-generic #45-Ubuntu SMP x86_64 GNU/Linux\\n",\
			"stderr":"","exit_code":0,"success":true,"duration_ms":12}""");

	private static final Pattern CONTENT_LENGTH = header("content-length");

	private static final Pattern KEY = header("sec-websocket-key");

	private static final Pattern SUBPROTOCOL = header("sec-websocket-protocol");

	/**
	 * What RFC 6455 appends to the key.
	 */
	private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static Pattern header(String name) {
		return Pattern.compile("\r\n" + name + ": *([^\r]+)", Pattern.CASE_INSENSITIVE);
	}

	private static ByteBuf result(String json) {
		return text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-ID: req_1\r\nContent-Length: "
				+ json.length() + "\r\n\r\n" + json);
	}

	private static ByteBuf text(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes)).asReadOnly();
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		int headLength = ByteBufUtil.indexOf(END_OF_HEAD, in);
		if (headLength < 0) {
			return;
		}
		int length = headLength - in.readerIndex() + END_OF_HEAD.readableBytes();
		String head = in.toString(in.readerIndex(), length, StandardCharsets.US_ASCII);
		if (head.startsWith("GET")) {
			in.skipBytes(length);
			upgrade(context, head);
			return;
		}
		String contentLength = find(CONTENT_LENGTH, head);
		Assert.state(contentLength != null, "A request without a length");
		length += Integer.parseInt(contentLength);
		if (in.readableBytes() >= length) {
			in.skipBytes(length);
			context.writeAndFlush(RESULT.duplicate());
		}
	}

	private void upgrade(ChannelHandlerContext context, String head) {
		String subprotocol = find(SUBPROTOCOL, head);
		context.write(text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept(find(KEY, head)) + "\r\n"
				+ ((subprotocol != null) ? "Sec-WebSocket-Protocol: " + subprotocol + "\r\n" : "") + "\r\n"));
		String uri = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
		String command = String.join("", new QueryStringDecoder(uri).parameters().getOrDefault("command", List.of()));
		context.pipeline().addLast(new SessionExchange(command));
		context.pipeline().remove(this);
		context.flush();
	}

	private static String accept(@Nullable String key) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-1")
				.digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable String find(Pattern pattern, String head) {
		Matcher matcher = pattern.matcher(head);
		return matcher.find() ? matcher.group(1).trim() : null;
	}

}
