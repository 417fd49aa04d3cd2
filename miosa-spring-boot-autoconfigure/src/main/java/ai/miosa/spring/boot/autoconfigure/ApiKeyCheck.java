package ai.miosa.spring.boot.autoconfigure;

import java.util.stream.Stream;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

import ai.miosa.spring.MiosaEndpoint;

/**
 * Check that ends the start of an application that has no usable API key, rather than its
 * first call. An application whose templates a test has replaced needs no key.
 */
final class ApiKeyCheck implements SmartInitializingSingleton {

	private final MiosaEndpoint endpoint;

	private final ConfigurableBeanFactory beanFactory;

	ApiKeyCheck(MiosaEndpoint endpoint, ConfigurableBeanFactory beanFactory) {
		this.endpoint = endpoint;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (Stream.of("miosaExecTemplate", "reactiveMiosaExecTemplate").anyMatch(this::isReplaced)) {
			return;
		}
		try {
			this.endpoint.getApiKey();
		}
		catch (IllegalArgumentException ex) {
			throw MiosaAutoConfiguration.invalidConnection(ex);
		}
	}

	/**
	 * Whether a test's own object stands where the auto-configuration's template would,
	 * which depends on other beans.
	 */
	private boolean isReplaced(String template) {
		return this.beanFactory.containsBean(template) && this.beanFactory.getDependenciesForBean(template).length == 0;
	}

}
