/**
 * Decoding of streamed text: UTF-8 across the borders of buffers, and lines. Internal.
 */
@NullMarked
package ai.miosa.spring.text;

import org.jspecify.annotations.NullMarked;
