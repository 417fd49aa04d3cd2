package ai.miosa.spring.boot.test;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Moves the local computer to the scope of DevTools' {@code @RestartScope} in an
 * application that DevTools restarts. DevTools registers this scope in tests too, where
 * the annotation would make all application contexts share a local computer.
 */
final class DevToolsRestartScope implements BeanFactoryPostProcessor {

	private static final String SCOPE = "restart";

	private static final String CLASS_LOADER = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	private final String beanName;

	DevToolsRestartScope(String beanName) {
		this.beanName = beanName;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		if (classLoader != null && classLoader.getClass().getName().equals(CLASS_LOADER)
				&& beanFactory.getRegisteredScope(SCOPE) != null) {
			beanFactory.getBeanDefinition(this.beanName).setScope(SCOPE);
		}
	}

}
