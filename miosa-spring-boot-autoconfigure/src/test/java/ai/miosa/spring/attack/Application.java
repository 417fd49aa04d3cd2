package ai.miosa.spring.attack;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

/**
 * An application that uses MIOSA, configured by Spring Boot. Commands are not sent again
 * unless a property enables it.
 */
final class Application implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private Application(List<String> properties, Object... beans) {
		TestPropertyValues.of(properties).applyTo(this.context);
		for (int i = 0; i < beans.length; i++) {
			register("bean" + i, beans[i]);
		}
		this.context.register(SslAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				WebClientAutoConfiguration.class, MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class);
		this.context.refresh();
	}

	@SuppressWarnings("unchecked")
	private <T> void register(String name, T bean) {
		this.context.registerBean(name, (Class<T>) bean.getClass(), () -> bean);
	}

	static Application start(Connector connector, String baseUrl, String... properties) {
		return start(connector, baseUrl, List.of(properties));
	}

	static Application start(Connector connector, String baseUrl, List<String> properties, Object... beans) {
		List<String> all = new ArrayList<>(Tls.clientProperties());
		all.add("spring.http.clients.reactive.connector=" + connector.property());
		all.add("miosa.base-url=" + baseUrl);
		all.add("miosa.api-key=msk_test_key");
		all.add("miosa.retry.enabled=false");
		all.addAll(properties);
		return new Application(all, beans);
	}

	MiosaExecTemplate miosa() {
		return getBean(MiosaExecTemplate.class);
	}

	ReactiveMiosaExecTemplate reactive() {
		return getBean(ReactiveMiosaExecTemplate.class);
	}

	<T> T getBean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
