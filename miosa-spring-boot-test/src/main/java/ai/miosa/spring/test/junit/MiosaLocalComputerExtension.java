package ai.miosa.spring.test.junit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.MiosaLocalComputerBuilder;

/**
 * JUnit extension that starts a {@link MiosaLocalComputer} for the tests of a class and
 * provides it to constructors and methods with a parameter of that type. The local
 * computer is reset after each test and closed after the last one. In an instance field,
 * the extension starts a local computer for each test.
 *
 * <pre class="code">
 * &#064;ExtendWith(MiosaLocalComputerExtension.class)
 * class ReportTests {
 *
 *     &#064;Test
 *     void reports(MiosaLocalComputer computer) {
 *     }
 *
 * }
 * </pre>
 *
 * With other options:
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final MiosaLocalComputerExtension miosa = new MiosaLocalComputerExtension(MiosaLocalComputer.builder().tls());
 * </pre>
 */
public final class MiosaLocalComputerExtension
		implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(MiosaLocalComputerExtension.class);

	private final RunningTests runningTests = new RunningTests();

	private final MiosaLocalComputerBuilder builder;

	/**
	 * Create an extension that starts a local computer with the default options.
	 */
	public MiosaLocalComputerExtension() {
		this(MiosaLocalComputer.builder());
	}

	/**
	 * Create an extension that starts a local computer with other options.
	 * @param builder the options
	 */
	public MiosaLocalComputerExtension(MiosaLocalComputerBuilder builder) {
		this.builder = builder;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		computer(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.runningTests.begin(computer(context));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.runningTests.end(computer(context));
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == MiosaLocalComputer.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return computer(context);
	}

	// The store closes it together with its context
	private MiosaLocalComputer computer(ExtensionContext context) {
		return context.getStore(NAMESPACE)
			.computeIfAbsent(this, (key) -> this.builder.start(), MiosaLocalComputer.class);
	}

}
