package ai.miosa.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Start a local computer for a Spring test and connect the application to it.
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
@Import(MiosaLocalComputerConfiguration.class)
public @interface WithMiosaLocalComputer {

}
