/** HTTP to verbs and back: request info, content negotiation, responses. */
@NullMarked
package dev.jukung.apiserver.rest;

import org.jspecify.annotations.NullMarked;
