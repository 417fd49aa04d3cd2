/**
 * The web terminal: a terminal in the browser on a MIOSA session, and one-shot commands
 * beside it.
 */
@NullMarked
package ai.miosa.samples.webterminal;

import org.jspecify.annotations.NullMarked;
