package ai.miosa.spring.benchmarks.session;

import java.io.InputStream;
import java.util.concurrent.Semaphore;

import ai.miosa.spring.benchmarks.server.ServerAddress;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOutputHandler;

/**
 * Ways of talking to a command: those of the starter, and bare Netty.
 */
enum InteractiveSubject {

	NETTY {

		@Override
		Dialogue dialogue(Clients clients, String command) throws Exception {
			Semaphore arrived = new Semaphore(0);
			NettyClient.Session session = clients.netty().open(command, (content) -> arrived.release());
			return new Dialogue(session::sendStdin, arrived::acquire, session::close);
		}

	},

	NON_BLOCKING_HANDLER {

		@Override
		Dialogue dialogue(Clients clients, String command) {
			Semaphore arrived = new Semaphore(0);
			MiosaSession session = clients.miosa()
				.open(command, SessionOutputHandler.nonBlocking((output) -> arrived.release()));
			return new Dialogue(session::sendStdin, arrived::acquire, session::close);
		}

	},

	HANDLER {

		@Override
		Dialogue dialogue(Clients clients, String command) {
			Semaphore arrived = new Semaphore(0);
			MiosaSession session = clients.miosa().open(command, (output) -> arrived.release());
			return new Dialogue(session::sendStdin, arrived::acquire, session::close);
		}

	},

	INPUT_STREAM {

		@Override
		Dialogue dialogue(Clients clients, String command) {
			MiosaSession session = clients.miosa().openStreamed(command);
			InputStream stdout = session.stdout();
			return new Dialogue(session::sendStdin, stdout::read, session::close);
		}

	};

	abstract Dialogue dialogue(Clients clients, String command) throws Exception;

	/**
	 * A session that is talked to.
	 *
	 * @param stdin sends stdin
	 * @param output waits for output of one byte
	 * @param end ends the session
	 */
	record Dialogue(Stdin stdin, Output output, Runnable end) {
	}

	/**
	 * Sends stdin.
	 */
	interface Stdin {

		void send(byte[] bytes) throws Exception;

	}

	/**
	 * Waits for output.
	 */
	interface Output {

		void await() throws Exception;

	}

	/**
	 * The clients of both kinds.
	 *
	 * @param netty bare Netty
	 * @param miosa the starter
	 */
	record Clients(NettyClient netty, MiosaClient miosa) {

		static Clients of(ServerAddress server, boolean secure) {
			return new Clients(new NettyClient(server, secure), new MiosaClient(server, secure));
		}

		void close() {
			this.netty.close();
			this.miosa.close();
		}

	}

}
