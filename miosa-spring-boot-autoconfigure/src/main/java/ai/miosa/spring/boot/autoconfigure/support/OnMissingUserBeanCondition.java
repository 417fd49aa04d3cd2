package ai.miosa.spring.boot.autoconfigure.support;

import java.util.Arrays;
import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Condition of {@link ConditionalOnMissingUserBean}.
 */
final class OnMissingUserBeanCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final String AUTO_CONFIGURATIONS = ClassUtils
		.getPackageName(OnMissingUserBeanCondition.class.getPackageName());

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnMissingUserBean.class);
		Class<?> type = metadata.getAnnotations().get(ConditionalOnMissingUserBean.class).getClass("value");
		BeanFactory factory = context.getBeanFactory();
		while (factory instanceof ConfigurableListableBeanFactory beans) {
			boolean parent = (beans != context.getBeanFactory());
			List<String> names = Arrays.stream(beans.getBeanNamesForType(type, true, false))
				.filter((name) -> !beans.containsBeanDefinition(name)
						|| counts(beans.getMergedBeanDefinition(name), parent))
				.toList();
			if (!names.isEmpty()) {
				return ConditionOutcome.noMatch(message.found("bean", "beans").items(names));
			}
			factory = beans.getParentBeanFactory();
		}
		return ConditionOutcome.match(message.didNotFind("beans").atAll());
	}

	private static boolean counts(BeanDefinition definition, boolean parent) {
		String factory = definition.getFactoryBeanName();
		boolean autoConfigured = factory != null && factory.startsWith(AUTO_CONFIGURATIONS);
		return definition.isAutowireCandidate()
				&& (!(definition instanceof AbstractBeanDefinition bean) || bean.isDefaultCandidate())
				&& !(parent && autoConfigured);
	}

}
