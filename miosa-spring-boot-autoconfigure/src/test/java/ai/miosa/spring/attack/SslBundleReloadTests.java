package ai.miosa.spring.attack;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

import ai.miosa.spring.MiosaConnectionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An SSL bundle that is reloaded is used from the next call on.
 */
class SslBundleReloadTests {

	@ParameterizedTest
	@EnumSource
	void nextCallUsesTheNewBundle(Connector connector) throws Exception {
		try (RawServer server = RawServer.https(RawServer.answering((request, connection) -> connection.result("", 0)));
				Application application = Application.start(connector, server.baseUrl())) {
			assertThat(application.miosa().bash("cmp_1", "first").isSuccess()).isTrue();
			SslBundleRegistry bundles = application.getBean(SslBundleRegistry.class);
			SslBundle trusting = application.getBean(SslBundles.class).getBundle(Tls.BUNDLE);
			bundles.updateBundle(Tls.BUNDLE, SslBundle.of(null));
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.miosa().bash("cmp_1", "not trusted"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
			bundles.updateBundle(Tls.BUNDLE, trusting);
			assertThat(application.miosa().bash("cmp_1", "last").isSuccess()).isTrue();
			assertThat(server.arrivals("not trusted")).isZero();
		}
	}

}
