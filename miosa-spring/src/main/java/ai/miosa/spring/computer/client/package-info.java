/**
 * Internal: the implementation of the handles of computers.
 */
@NullMarked
package ai.miosa.spring.computer.client;

import org.jspecify.annotations.NullMarked;
