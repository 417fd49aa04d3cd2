/**
 * Processes, pseudo-terminals and their output; knows neither HTTP nor Netty. Internal:
 * for the local computer alone.
 */
@NullMarked
package ai.miosa.spring.test.process;

import org.jspecify.annotations.NullMarked;
