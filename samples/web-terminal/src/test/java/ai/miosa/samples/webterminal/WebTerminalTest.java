package ai.miosa.samples.webterminal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;

import ai.miosa.spring.boot.test.WithMiosaLocalComputer;

/**
 * A test on the one web terminal that all tests of a JVM share.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.security.user.password=sesame", "spring.main.banner-mode=off",
				"web-terminal.terminals=10", "miosa.connect-timeout=2m", "miosa.session.handshake-timeout=2m" })
@WithMiosaLocalComputer
public @interface WebTerminalTest {

}
