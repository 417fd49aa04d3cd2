/**
 * The bridge between a MIOSA session and the browsers that watch it, to be copied into
 * other applications as it is: it knows nothing of this one.
 */
@NullMarked
package ai.miosa.samples.webterminal.bridge;

import org.jspecify.annotations.NullMarked;
