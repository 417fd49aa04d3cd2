package ai.miosa.spring.exec.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.exec.observation.ExecObservationContext.Outcome;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation.HighCardinality;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation.LowCardinality;

/**
 * Default {@link ExecObservationConvention}, which names executions {@code miosa.exec}.
 * The command or code, the environment and the output are omitted unless they are
 * included explicitly.
 */
public class DefaultExecObservationConvention implements ExecObservationConvention {

	private final boolean includeContent;

	/**
	 * Create a convention that omits the content.
	 */
	public DefaultExecObservationConvention() {
		this(false);
	}

	/**
	 * Create a convention.
	 * @param includeContent whether spans carry the command or code, the environment and
	 * the output
	 */
	public DefaultExecObservationConvention(boolean includeContent) {
		this.includeContent = includeContent;
	}

	@Override
	public String getName() {
		return "miosa.exec";
	}

	@Override
	public String getContextualName(ExecObservationContext context) {
		return "miosa " + context.getExecKind();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ExecObservationContext context) {
		return KeyValues.of(kind(context), outcome(context), exception(context));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ExecObservationContext context) {
		KeyValues values = KeyValues.of(computerId(context));
		values = with(values, HighCardinality.EXIT_CODE, context.getExitCode());
		values = with(values, HighCardinality.REQUEST_ID, context.getRequestId());
		if (this.includeContent) {
			values = with(values, HighCardinality.CONTENT, context.getContent());
			values = with(values, HighCardinality.ENV, context.getEnv());
			values = with(values, HighCardinality.OUTPUT, context.getOutput());
		}
		return values;
	}

	private KeyValue kind(ExecObservationContext context) {
		return LowCardinality.KIND.withValue(context.getExecKind());
	}

	private KeyValue outcome(ExecObservationContext context) {
		Outcome outcome = context.getOutcome();
		return LowCardinality.OUTCOME.withValue((outcome != null) ? outcome.toString() : "none");
	}

	private KeyValue exception(ExecObservationContext context) {
		Throwable error = context.getError();
		return LowCardinality.EXCEPTION.withValue((error != null) ? error.getClass().getSimpleName() : "none");
	}

	private KeyValue computerId(ExecObservationContext context) {
		return HighCardinality.COMPUTER_ID.withValue(context.getComputerId());
	}

	private static KeyValues with(KeyValues values, HighCardinality key, @Nullable Object value) {
		return (value != null) ? values.and(key.withValue(value.toString())) : values;
	}

}
