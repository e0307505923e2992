/** What controllers are made of: the API client, informers, listers, work queues, reconcilers, leader election, events. */
@NullMarked
package dev.jukung.runtime;

import org.jspecify.annotations.NullMarked;
