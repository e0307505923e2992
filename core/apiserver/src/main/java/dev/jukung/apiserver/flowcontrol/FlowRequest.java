package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.auth.Attributes;

/** What is told of a request in a dump. */
record FlowRequest(String schema, String flow, Attributes asked) {}
