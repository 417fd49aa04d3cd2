package ai.miosa.spring.benchmarks.session;

/**
 * The ways to read output that are compared.
 */
public enum OutputVariant {

	/**
	 * A bare endpoint of Tomcat's client.
	 */
	TOMCAT {
		@Override
		long drain(OutputReaders readers, String command) throws Exception {
			return readers.tomcat(command);
		}
	},

	/**
	 * A bare endpoint of Tomcat's client that hands over to another thread, which copies
	 * the bytes, as an {@code InputStream} has to.
	 */
	TOMCAT_QUEUE {
		@Override
		long drain(OutputReaders readers, String command) throws Exception {
			return readers.tomcatQueue(command);
		}
	},

	/**
	 * A bare {@code StandardWebSocketClient}.
	 */
	SPRING {
		@Override
		long drain(OutputReaders readers, String command) throws Exception {
			return readers.spring(command);
		}
	},

	/**
	 * The JDK's client.
	 */
	JDK {
		@Override
		long drain(OutputReaders readers, String command) throws Exception {
			return readers.jdk(command);
		}
	},

	/**
	 * Reactor Netty's client.
	 */
	REACTOR_NETTY {
		@Override
		long drain(OutputReaders readers, String command) {
			return readers.reactorNetty(command);
		}
	},

	/**
	 * A session's output handler.
	 */
	HANDLER {
		@Override
		long drain(OutputReaders readers, String command) {
			return readers.handler(command);
		}
	},

	/**
	 * A session's {@code InputStream}.
	 */
	INPUT_STREAM {
		@Override
		long drain(OutputReaders readers, String command) throws Exception {
			return readers.inputStream(command);
		}
	},

	/**
	 * A session's {@code Flux}.
	 */
	FLUX {
		@Override
		long drain(OutputReaders readers, String command) {
			return readers.flux(command);
		}
	};

	/**
	 * Read all output of a command.
	 * @param readers the ways to read
	 * @param command the command
	 * @return the number of bytes
	 */
	abstract long drain(OutputReaders readers, String command) throws Exception;

}
