package ai.miosa.spring.boot.autoconfigure.support;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Conditional;

/**
 * {@link Conditional} that matches unless the application declares a bean of a type, in
 * the context or an ancestor. Unlike with {@link ConditionalOnMissingBean}, an
 * auto-configured bean of a parent context is ignored, so a child context with its own
 * properties has its own bean.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnMissingUserBeanCondition.class)
public @interface ConditionalOnMissingUserBean {

	/**
	 * The type of the bean.
	 * @return the type
	 */
	Class<?> value();

}
