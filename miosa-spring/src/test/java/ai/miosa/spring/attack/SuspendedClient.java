package ai.miosa.spring.attack;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.SessionServer;

/**
 * Opens sessions in a separate JVM, which can be stopped and continued, and reports for
 * each line it reads how many are live.
 */
public final class SuspendedClient {

	static final Duration INTERVAL = Duration.ofMillis(200);

	static final Duration TIMEOUT = Duration.ofSeconds(3);

	private SuspendedClient() {
	}

	public static void main(String[] args) throws Exception {
		try (MiosaSessionClient client = MiosaSessionClient.builder(MiosaEndpoint.of(args[0], SessionServer.KEY, null))
			.keepAliveInterval(INTERVAL)
			.keepAliveTimeout(TIMEOUT)
			.build()) {
			List<MiosaSession> sessions = new ArrayList<>();
			for (int i = 0; i < Integer.parseInt(args[1]); i++) {
				sessions.add(SessionServer.open(client));
			}
			PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
					StandardCharsets.UTF_8);
			BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			do {
				answers.println(sessions.stream().filter((session) -> !session.exitCode().isDone()).count());
			}
			while (commands.readLine() != null);
		}
	}

}
