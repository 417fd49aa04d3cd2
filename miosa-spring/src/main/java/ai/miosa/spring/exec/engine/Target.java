package ai.miosa.spring.exec.engine;

import java.util.function.Predicate;

/**
 * Properties of the computers on which commands run.
 *
 * @param sandbox whether an id is that of a sandbox
 * @param startStopped whether to start a stopped computer
 */
public record Target(Predicate<String> sandbox, boolean startStopped) {

}
