/**
 * Connects a MIOSA session to the pages that show it. To be copied into other
 * applications as it is: it depends on nothing else of this one. The protocol is
 * described in docs/protocol.md.
 */
@NullMarked
package ai.miosa.samples.webterminal.bridge;

import org.jspecify.annotations.NullMarked;
