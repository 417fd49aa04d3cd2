package ai.miosa.spring.api;

import org.jspecify.annotations.Nullable;

/**
 * Description of a call, for the messages of its failures.
 *
 * @param action what is attempted, such as {@code bash}
 * @param computerId the computer that is addressed, or {@code null} if there is none
 */
public record ApiCall(String action, @Nullable String computerId) {

}
