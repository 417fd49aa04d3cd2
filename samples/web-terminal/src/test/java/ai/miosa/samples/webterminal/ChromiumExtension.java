package ai.miosa.samples.webterminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Map;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Starts a browser for the first test that needs one, passes it to all of them, and stops
 * it after the last one.
 */
class ChromiumExtension implements ExecutionCondition, ParameterResolver {

	static final String MISSING = "The web terminal is not tested in a browser; "
			+ "install one with: apt-get install chromium chromium-driver";

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(ChromiumExtension.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		ConditionEvaluationResult result = evaluate(System.getenv());
		if (result.isDisabled()) {
			store(context).computeIfAbsent("warning", (key) -> warn());
		}
		return result;
	}

	static ConditionEvaluationResult evaluate(Map<String, String> environment) {
		if (Chromium.find(environment).isPresent()) {
			return ConditionEvaluationResult.enabled("Chromium is installed");
		}
		if ("true".equals(environment.get("CI"))) {
			throw new IllegalStateException(MISSING);
		}
		return ConditionEvaluationResult.disabled(MISSING);
	}

	// Past the file into which the build redirects System.err
	private static String warn() {
		PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
		console.println(MISSING);
		return MISSING;
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == ChromeDriver.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return store(context).computeIfAbsent("browser", (key) -> Browser.start(), Browser.class).driver();
	}

	private static ExtensionContext.Store store(ExtensionContext context) {
		return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE);
	}

	/**
	 * Stops the browser with the last test.
	 */
	private record Browser(ChromeDriver driver) implements AutoCloseable {

		static Browser start() {
			return new Browser(Chromium.find(System.getenv()).orElseThrow().start());
		}

		@Override
		public void close() {
			this.driver.quit();
		}

	}

}
