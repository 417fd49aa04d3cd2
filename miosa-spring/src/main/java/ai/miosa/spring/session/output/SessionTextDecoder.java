package ai.miosa.spring.session.output;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import reactor.core.publisher.Flux;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;

/**
 * A decoder of one stream as UTF-8 across the borders of its pieces.
 */
public final class SessionTextDecoder {

	private final SessionStream stream;

	private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder()
		.onMalformedInput(CodingErrorAction.REPLACE)
		.onUnmappableCharacter(CodingErrorAction.REPLACE);

	private byte[] rest = {};

	SessionTextDecoder(SessionStream stream) {
		this.stream = stream;
	}

	/**
	 * Decode both streams apart.
	 * @param output the bytes
	 * @return the text; malformed bytes become U+FFFD
	 */
	public static Flux<SessionText> decode(Flux<SessionOutput> output) {
		return Flux.defer(() -> {
			SessionTextDecoder stdout = new SessionTextDecoder(SessionStream.STDOUT);
			SessionTextDecoder stderr = new SessionTextDecoder(SessionStream.STDERR);
			Flux<SessionText> text = output.map((piece) -> {
				SessionTextDecoder decoder = (piece.stream() == SessionStream.STDOUT) ? stdout : stderr;
				return decoder.decode(piece.data(), false);
			});
			Flux<SessionText> rest = Flux.defer(() -> Flux.just(stdout.end(), stderr.end()));
			return text.concatWith(rest).filter((piece) -> !piece.text().isEmpty());
		});
	}

	private SessionText end() {
		return decode(ByteBuffer.allocate(0), true);
	}

	SessionText decode(ByteBuffer data, boolean last) {
		ByteBuffer in = data;
		if (this.rest.length > 0) {
			in = ByteBuffer.allocate(this.rest.length + data.remaining()).put(this.rest).put(data).flip();
		}
		CharBuffer out = CharBuffer.allocate(in.remaining());
		this.utf8.decode(in, out, last);
		this.rest = new byte[in.remaining()];
		in.get(this.rest);
		return new SessionText(this.stream, out.flip().toString());
	}

}
