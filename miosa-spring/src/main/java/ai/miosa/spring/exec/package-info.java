/**
 * Templates that run bash commands and python scripts on MIOSA computers and open
 * interactive sessions on them, blocking or reactive.
 */
@NullMarked
package ai.miosa.spring.exec;

import org.jspecify.annotations.NullMarked;
