/**
 * Templates that run bash commands and python scripts on MIOSA computers and open
 * sessions on them, blocking or reactive.
 */
@NullMarked
package ai.miosa.spring.core;

import org.jspecify.annotations.NullMarked;
