package ai.miosa.spring.boot.test;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;

/**
 * Takes the connection details that the application defines itself out of its way to the
 * local computer.
 */
final class OtherConnectionDetailsRemover implements BeanDefinitionRegistryPostProcessor {

	private final String kept;

	OtherConnectionDetailsRemover(String kept) {
		this.kept = kept;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		// Once all configuration classes have been read
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
