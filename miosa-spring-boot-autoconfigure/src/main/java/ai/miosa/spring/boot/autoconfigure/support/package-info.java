/**
 * Conditions and failures that all auto-configurations share. Internal.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.support;

import org.jspecify.annotations.NullMarked;
