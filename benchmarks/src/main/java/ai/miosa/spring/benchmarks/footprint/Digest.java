package ai.miosa.spring.benchmarks.footprint;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

import ai.miosa.spring.benchmarks.server.Frames;
import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.benchmarks.session.MiosaClient;
import ai.miosa.spring.benchmarks.session.OutputSubject;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * Reads output with a digest. Prints how fast it came, and whether it was the output that
 * was sent: in the heap that it is run with.
 */
public final class Digest {

	private static final int FRAME = 32 * 1024;

	private static final String ALGORITHM = "SHA-256";

	private static final int BUFFER = 64 * 1024;

	private Digest() {
	}

	/**
	 * Measure.
	 * @param args the {@link OutputSubject}, {@code ws} or {@code wss}, and the number of
	 * MiB
	 * @throws Exception if the output cannot be read
	 */
	public static void main(String[] args) throws Exception {
		long frames = Long.parseLong(args[2]) * 1024 * 1024 / FRAME;
		MessageDigest digest = MessageDigest.getInstance(ALGORITHM);
		long start = System.nanoTime();
		try (MiosaClient client = new MiosaClient(ServerAddress.get(), args[1].equals("wss"), (builder) -> builder)) {
			read(client, OutputSubject.valueOf(args[0]), "stream " + FRAME + " " + frames, digest);
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		Measures.print("speed", frames * FRAME / 1024.0 / 1024.0 / seconds);
		Measures.print("equal", Arrays.equals(digest.digest(), expected(frames)) ? 1 : 0);
		System.exit(0);
	}

	private static void read(MiosaClient client, OutputSubject subject, String command, MessageDigest digest)
			throws Exception {
		SessionOutputHandler handler = (output) -> digest.update(output.data());
		switch (subject) {
			case NON_BLOCKING_HANDLER ->
				client.open(command, SessionOutputHandler.nonBlocking(handler)).await(MiosaClient.LONGEST);
			case HANDLER -> client.open(command, handler).await(MiosaClient.LONGEST);
			case FLUX ->
				client.openStreamed(command).output().doOnNext((output) -> digest.update(output.data())).blockLast();
			case INPUT_STREAM -> {
				MiosaSession session = client.openStreamed(command);
				byte[] buffer = new byte[BUFFER];
				InputStream stdout = session.stdout();
				for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
					digest.update(buffer, 0, read);
				}
			}
			default -> throw new IllegalArgumentException(subject.toString());
		}
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
