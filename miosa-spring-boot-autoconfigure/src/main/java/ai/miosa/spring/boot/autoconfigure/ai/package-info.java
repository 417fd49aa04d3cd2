/**
 * Auto-configuration of the tools for language models.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.ai;

import org.jspecify.annotations.NullMarked;
