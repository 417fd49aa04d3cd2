/**
 * The REST half of the wire protocol. Internal: for the local computer alone.
 */
@NullMarked
package ai.miosa.spring.test.api;

import org.jspecify.annotations.NullMarked;
