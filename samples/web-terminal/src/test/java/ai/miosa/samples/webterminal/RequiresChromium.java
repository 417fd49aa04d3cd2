package ai.miosa.samples.webterminal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leave a test out where there is no Chromium, and say so; fail it where {@code CI} is
 * {@code true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(RequiresChromium.Condition.class)
@interface RequiresChromium {

	class Condition implements ExecutionCondition {

		static final String MISSING = "NO CHROMIUM: the web terminal has NOT been tested in a browser. "
				+ "Install it with: apt-get install chromium chromium-driver";

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			return evaluate(System.getenv());
		}

		static ConditionEvaluationResult evaluate(Map<String, String> environment) {
			if (Chromium.find(environment).isPresent()) {
				return ConditionEvaluationResult.enabled("Chromium is installed");
			}
			if ("true".equals(environment.get("CI"))) {
				throw new IllegalStateException(MISSING);
			}
			System.err.println(MISSING);
			return ConditionEvaluationResult.disabled(MISSING);
		}

	}

}
