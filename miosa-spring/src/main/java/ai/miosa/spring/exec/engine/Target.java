package ai.miosa.spring.exec.engine;

import java.util.function.Predicate;

/**
 * Where commands run.
 *
 * @param sandbox whether an id is that of a sandbox
 * @param startStopped whether to start a computer that is stopped
 */
public record Target(Predicate<String> sandbox, boolean startStopped) {

}
