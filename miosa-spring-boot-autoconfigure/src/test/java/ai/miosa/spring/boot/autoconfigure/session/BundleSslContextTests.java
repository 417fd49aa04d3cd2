package ai.miosa.spring.boot.autoconfigure.session;

import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.SslBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class BundleSslContextTests {

	@Test
	void usesTheCurrentBundle() throws Exception {
		SSLContext first = SSLContext.getInstance("TLS");
		first.init(null, null, null);
		SSLContext second = SSLContext.getInstance("TLS");
		second.init(null, null, null);
		AtomicReference<SslBundle> bundle = new AtomicReference<>(bundle(first));
		SSLContext context = new BundleSslContext(bundle::get);
		assertThat(context.getClientSessionContext()).isSameAs(first.getClientSessionContext());
		assertThat(context.createSSLEngine("example.com", 443).getPeerHost()).isEqualTo("example.com");
		verify(bundle.get(), times(1)).createSslContext();
		bundle.set(bundle(second));
		assertThat(context.getClientSessionContext()).isSameAs(second.getClientSessionContext());
	}

	private static SslBundle bundle(SSLContext context) {
		SslBundle bundle = mock(SslBundle.class);
		given(bundle.createSslContext()).willReturn(context);
		return bundle;
	}

}
