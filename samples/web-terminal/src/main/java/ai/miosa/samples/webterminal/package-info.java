/**
 * A terminal in the browser on a MIOSA session, and jobs beside it.
 */
@NullMarked
package ai.miosa.samples.webterminal;

import org.jspecify.annotations.NullMarked;
