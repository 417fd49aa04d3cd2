/**
 * Text in both directions: checks and shell quoting of what is sent, decoding of what is
 * received. Internal.
 */
@NullMarked
package ai.miosa.spring.text;

import org.jspecify.annotations.NullMarked;
