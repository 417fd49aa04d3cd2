package ai.miosa.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Starts a local computer for a Spring test and connects the application to it, including
 * slices such as {@code @WebMvcTest}. The local computer is closed with the application
 * context and reset after each test, except for its processes.
 *
 * <pre class="code">
 * &#064;SpringBootTest
 * &#064;WithMiosaLocalComputer
 * class ReportTests {
 * }
 * </pre>
 *
 * @see MiosaLocalComputerConfiguration
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@AutoConfigureMiosa
@Import(MiosaLocalComputerConfiguration.class)
public @interface WithMiosaLocalComputer {

}
