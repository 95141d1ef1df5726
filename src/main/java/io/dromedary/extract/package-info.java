/**
 * Turns the bytes of a document into its text, element by element: headings, paragraphs, list items, tables, code.
 * Knows the formats and nothing of chunks, jobs or routes.
 */
@NullMarked
package io.dromedary.extract;

import org.jspecify.annotations.NullMarked;
