package ai.miosa.spring.boot.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Conditional;

/**
 * Matches unless the application declares a bean of a type, in the context or in one
 * above it. Unlike for {@link ConditionalOnMissingBean}, the auto-configured bean of a
 * parent context does not count, so that a child context with properties of its own has
 * its own.
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
