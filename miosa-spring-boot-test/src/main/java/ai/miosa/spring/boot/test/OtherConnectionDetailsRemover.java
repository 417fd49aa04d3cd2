package ai.miosa.spring.boot.test;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;

/**
 * Removes connection details that the application defines, so that those of the local
 * computer apply.
 */
final class OtherConnectionDetailsRemover implements BeanDefinitionRegistryPostProcessor {

	private final String kept;

	OtherConnectionDetailsRemover(String kept) {
		this.kept = kept;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		// After all configuration classes have been processed
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory instanceof BeanDefinitionRegistry registry) {
			for (String name : beanFactory.getBeanNamesForType(MiosaConnectionDetails.class, true, false)) {
				if (!name.equals(this.kept) && registry.containsBeanDefinition(name)) {
					registry.removeBeanDefinition(name);
				}
			}
		}
	}

}
