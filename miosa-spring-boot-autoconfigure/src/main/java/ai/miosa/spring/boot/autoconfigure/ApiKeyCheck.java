package ai.miosa.spring.boot.autoconfigure;

import java.util.Arrays;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;

/**
 * Fails the startup of an application without a usable API key, instead of its first
 * call. An application that defines its own operations, such as a test, needs no key.
 */
final class ApiKeyCheck implements SmartInitializingSingleton {

	private final MiosaEndpoint endpoint;

	private final ConfigurableListableBeanFactory beanFactory;

	ApiKeyCheck(MiosaEndpoint endpoint, ConfigurableListableBeanFactory beanFactory) {
		this.endpoint = endpoint;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (isReplaced(MiosaExecOperations.class) || isReplaced(ReactiveMiosaExecOperations.class)) {
			return;
		}
		try {
			this.endpoint.getApiKey();
		}
		catch (IllegalArgumentException ex) {
			throw MiosaAutoConfiguration.invalidConnection(ex);
		}
	}

	private boolean isReplaced(Class<?> operations) {
		String[] names = this.beanFactory.getBeanNamesForType(operations, true, false);
		return names.length > 0 && Arrays.stream(names).noneMatch(this::isAutoConfigured);
	}

	/**
	 * Return whether a bean comes from the auto-configuration and was not replaced by a
	 * singleton such as a mock, which has no dependencies.
	 */
	private boolean isAutoConfigured(String name) {
		String factory = this.beanFactory.containsBeanDefinition(name)
				? this.beanFactory.getMergedBeanDefinition(name).getFactoryBeanName() : null;
		return factory != null && factory.startsWith(ApiKeyCheck.class.getPackageName())
				&& (!this.beanFactory.containsSingleton(name)
						|| this.beanFactory.getDependenciesForBean(name).length > 0);
	}

}
