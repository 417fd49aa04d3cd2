package ai.miosa.spring.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import org.springframework.util.unit.DataSize;

import ai.miosa.spring.test.http.Answer;

/**
 * Result of a command whose output is generated while it is sent.
 */
final class HugeResult {

	private static final int PIECE = 64 * 1024;

	private HugeResult() {
	}

	static Answer of(DataSize output) {
		return new Answer(200, Map.of("Content-Type", "application/json"), (out) -> write(out, output.toBytes()));
	}

	private static void write(OutputStream out, long size) throws IOException {
		byte[] piece = new byte[PIECE];
		Arrays.fill(piece, (byte) 'x');
		out.write("{\"exit_code\":0,\"success\":true,\"output\":\"".getBytes(StandardCharsets.US_ASCII));
		for (long left = size; left > 0; left -= piece.length) {
			out.write(piece, 0, (int) Math.min(left, piece.length));
		}
		out.write("\"}".getBytes(StandardCharsets.US_ASCII));
	}

}
