/**
 * Implementation of the handles of computers. Internal.
 */
@NullMarked
package ai.miosa.spring.computer.client;

import org.jspecify.annotations.NullMarked;
