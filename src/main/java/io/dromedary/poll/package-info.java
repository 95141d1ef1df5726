/**
 * Documents that nobody sends: files in a folder and objects in a bucket, which are found, go through the same gate as
 * an upload, and are set aside once their job exists.
 */
@NullMarked
package io.dromedary.poll;

import org.jspecify.annotations.NullMarked;
