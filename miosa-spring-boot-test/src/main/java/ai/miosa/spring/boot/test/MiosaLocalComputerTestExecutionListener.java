package ai.miosa.spring.boot.test;

import java.util.Collection;
import java.util.List;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.RunningTests;

/**
 * Listener that resets the local computers of the application context after each test.
 * Registered for all tests; has no effect on those without a local computer.
 *
 * @see MiosaLocalComputer#reset()
 */
public final class MiosaLocalComputerTestExecutionListener implements TestExecutionListener {

	private static final RunningTests RUNNING_TESTS = new RunningTests();

	@Override
	public void beforeTestMethod(TestContext context) {
		computers(context).forEach(RUNNING_TESTS::begin);
	}

	@Override
	public void afterTestMethod(TestContext context) {
		computers(context).forEach(RUNNING_TESTS::end);
	}

	private static Collection<MiosaLocalComputer> computers(TestContext context) {
		return context.hasApplicationContext()
				? context.getApplicationContext().getBeansOfType(MiosaLocalComputer.class, false, false).values()
				: List.of();
	}

}
