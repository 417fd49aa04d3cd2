package ai.miosa.spring.benchmarks.footprint;

import java.security.MessageDigest;
import java.util.Arrays;

import ai.miosa.spring.benchmarks.server.Frames;
import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.benchmarks.session.MiosaClient;
import ai.miosa.spring.benchmarks.session.OutputSubject;

/**
 * Reads output with a digest. Prints how fast it came, and whether it was the output that
 * was sent: in the heap that it is run with.
 */
public final class Digest {

	private static final int FRAME = 32 * 1024;

	private static final String ALGORITHM = "SHA-256";

	private Digest() {
	}

	public static void main(String[] args) throws Exception {
		long frames = Long.parseLong(args[2]) * 1024 * 1024 / FRAME;
		MessageDigest digest = MessageDigest.getInstance(ALGORITHM);
		long start = System.nanoTime();
		try (MiosaClient client = new MiosaClient(ServerAddress.get(), args[1].equals("wss"), (builder) -> builder)) {
			client.read(OutputSubject.valueOf(args[0]), "stream " + FRAME + " " + frames, digest::update);
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		Measures.print("speed", frames * FRAME / 1024.0 / 1024.0 / seconds);
		Measures.print("equal", Arrays.equals(digest.digest(), expected(frames)) ? 1 : 0);
		System.exit(0);
	}

	private static byte[] expected(long frames) throws Exception {
		MessageDigest digest = MessageDigest.getInstance(ALGORITHM);
		byte[] chunk = Frames.chunk(FRAME);
		for (long left = frames * FRAME; left > 0; left -= chunk.length) {
			digest.update(chunk, 0, (int) Math.min(left, chunk.length));
		}
		return digest.digest();
	}

}
