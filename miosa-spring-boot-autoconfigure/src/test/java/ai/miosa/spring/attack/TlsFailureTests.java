package ai.miosa.spring.attack;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import ai.miosa.spring.MiosaConnectionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A command did not run if the TLS handshake failed.
 */
class TlsFailureTests {

	private static final int HANDSHAKE_FAILURE = 40;

	enum Handshake {

		CLOSED {

			@Override
			void fail(RawServer.Connection connection) {
			}

		},
		CLOSED_AFTER_CLIENT_HELLO {

			@Override
			void fail(RawServer.Connection connection) throws IOException {
				readRecord(connection);
			}

		},
		ALERT {

			@Override
			void fail(RawServer.Connection connection) throws IOException {
				readRecord(connection);
				connection.write(new byte[] { 21, 3, 3, 0, 2, 2, HANDSHAKE_FAILURE });
			}

		},
		NOT_TLS {

			@Override
			void fail(RawServer.Connection connection) throws IOException {
				readRecord(connection);
				connection.write("HTTP/1.1 400 Bad Request\n\n");
			}

		};

		abstract void fail(RawServer.Connection connection) throws IOException;

		static void readRecord(RawServer.Connection connection) throws IOException {
			InputStream in = connection.socket().getInputStream();
			byte[] header = in.readNBytes(5);
			in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
		}

	}

	static Stream<Arguments> handshakes() {
		return Stream.of(Connector.values())
			.flatMap((connector) -> Stream.of(Handshake.values())
				.map((handshake) -> Arguments.of(connector, handshake)));
	}

	@ParameterizedTest
	@MethodSource("handshakes")
	void commandDidNotRun(Connector connector, Handshake handshake) throws Exception {
		try (RawServer server = RawServer.http(handshake::fail);
				Application application = Application.start(connector, server.baseUrl().replace("http", "https"))) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.miosa().bash("cmp_1", "true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse())
				.withMessageContaining("was not sent");
		}
	}

}
