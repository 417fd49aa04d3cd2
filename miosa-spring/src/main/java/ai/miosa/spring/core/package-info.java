/**
 * Blocking and reactive templates that run commands and open sessions on MIOSA computers.
 */
@NullMarked
package ai.miosa.spring.core;

import org.jspecify.annotations.NullMarked;
